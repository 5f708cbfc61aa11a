using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// A program of <c>export/</c> in another language. Called with a model and test vectors it prints <c>max_difference X</c>, with
/// <c>--time</c> lines that end in <c>latency_ms.1 X</c> and <c>latency_ms.16 X</c>. Exit code 3 says that its engine cannot read the file.
/// </summary>
/// <param name="name">For people.</param>
/// <param name="key">For result lines.</param>
/// <param name="program">Interpreter.</param>
/// <param name="script">Script below the repository.</param>
/// <param name="needs">What must be installed: a folder, or a Python module.</param>
/// <param name="opset">Newest operator set that its engine reads, if that is not the default.</param>
internal sealed class ScriptRuntime(string name, string key, string program, string script, string needs, int opset = OnnxForm.DefaultOpset) : IExportRuntime
{
    private const int Unreadable = 3;

    public string Name => name;

    public string Key => key;

    public int Opset => opset;

    private bool IsNode => program == "node";

    public ExportFigures? Measure(string model, string vectors)
    {
        if (!IsHere()) return null;
        double difference = Value(Run(script, model, vectors), "max_difference") ?? throw new InvalidOperationException($"{script} printed no max_difference.");
        var times = Run(script, model, vectors, "--time");
        double one = Value(times, "latency_ms.1") ?? throw new InvalidOperationException($"{script} printed no latency.");
        return new ExportFigures(difference, one, Value(times, "latency_ms.16"));
    }

    private bool IsHere()
    {
        if (IsNode && !Directory.Exists(BenchRepository.At(needs))) return false;
        try
        {
            using var process = Start(IsNode ? ["--version"] : ["-c", $"import {needs}"]);
            _ = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private string[] Run(params string[] arguments)
    {
        arguments[0] = BenchRepository.At(arguments[0]);
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == Unreadable) throw new NotSupportedException(errors.Result.Trim());
        // 1: further from the vectors than its own bound, which kernels of fewer bits are.
        return process.ExitCode is 0 or 1 && output.Length > 0
            ? output.Split('\n')
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {errors.Result}");
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // One thread, as the others.
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static double? Value(string[] lines, string ending)
    {
        string? line = lines.FirstOrDefault(l => l.Split(' ')[0].EndsWith(ending, StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
