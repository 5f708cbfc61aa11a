using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Benchmarks;

/// <summary>What a result was measured on: figures without it mean nothing.</summary>
internal static class BenchMachine
{
    internal static IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("processor", $"{Processor()}, {Environment.ProcessorCount} cores"),
        ("system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})"),
        (".NET", RuntimeInformation.FrameworkDescription),
        ("ML.NET", Version(typeof(MLContext).Assembly)),
        ("ONNX Runtime", OrtEnv.Instance().GetVersionString()),
    ];

    private static string Processor()
    {
        const string Cpus = "/proc/cpuinfo", Model = "model name";
        string? line = File.Exists(Cpus) ? File.ReadLines(Cpus).FirstOrDefault(l => l.StartsWith(Model, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
