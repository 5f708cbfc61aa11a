using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Ign.MLNet.Benchmarks;

/// <summary>The same steps in PyTorch, in a process of their own, where a Python with torch is found.</summary>
internal sealed class PythonStep
{
    private static readonly string[] s_interpreters = ["python3", "/usr/bin/python3"];
    private readonly string _interpreter;
    private readonly TrainSetting _setting;

    private PythonStep(string interpreter, TrainSetting setting, string version) => (_interpreter, _setting, Version) = (interpreter, setting, version);

    internal string Version { get; }

    internal static PythonStep? Find(TrainSetting setting)
    {
        foreach (string interpreter in s_interpreters)
        {
            if (Run(interpreter, "-c", "import torch; print(torch.__version__)") is { } version) return new PythonStep(interpreter, setting, version.Trim());
        }
        return null;
    }

    /// <summary>Adds milliseconds of each step, by kind.</summary>
    internal void Measure(int steps, Dictionary<string, List<double>> times)
    {
        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        string[] device = !_setting.Cuda ? [] : _setting.TensorFloat32 ? ["--device", "cuda", "--tf32"] : ["--device", "cuda"];
        string output = Run(_interpreter,
            [BenchRepository.At("bench/python/train_step.py"), .. device, "--fused", "--width", Text(_setting.Width), "--latent", Text(_setting.Latent),
                "--batch", Text(_setting.Batch), "--threads", Text(_setting.Threads), "--steps", Text(steps)])
                ?? throw new InvalidOperationException("bench/python/train_step.py failed.");
        using var json = JsonDocument.Parse(output);
        foreach (var kind in json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array))
        {
            if (!times.TryGetValue(kind.Name, out var list)) times[kind.Name] = list = [];
            list.AddRange(kind.Value.EnumerateArray().Select(v => v.GetDouble()));
        }
    }

    private static string? Run(string interpreter, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no such interpreter
        }
    }
}
