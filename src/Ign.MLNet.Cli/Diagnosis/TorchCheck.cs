using System.Reflection;
using Ign.MLNet.Training;
using TorchSharp;

namespace Ign.MLNet.Cli;

/// <summary>Whether training works here, and on what.</summary>
internal static class TorchCheck
{
    internal static IEnumerable<Finding> Look()
    {
        try
        {
            TorchRuntime.Initialize();
            bool cuda = torch.cuda.is_available();
            return
            [
                new Finding("libtorch", $"loads (TorchSharp {Pinned("TorchSharpVersion")}, made for libtorch {Pinned("LibTorchVersion")})"),
                new Finding("training", cuda ? $"uses a GPU ({torch.cuda.device_count()} found)" : "runs on the processor: this libtorch finds no usable GPU"),
            ];
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or DllNotFoundException or TypeInitializationException)
        {
            return [new Finding("libtorch", "cannot be loaded; needed for training only", ErrorReport.TextOf(e))];
        }
    }

    private static string Pinned(string name) =>
        typeof(TorchCheck).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == name)?.Value ?? "of unknown version";
}
