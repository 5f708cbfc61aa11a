using System.Runtime.CompilerServices;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Cli;

/// <summary>Whether projection works here, and on what: a tiny model is really loaded.</summary>
internal static class OnnxRuntimeCheck
{
    private const string Part = "ONNX Runtime";

    internal static IEnumerable<Finding> Look()
    {
        IgnExecution execution;
        IgnPackageConflict? conflict;
        string version;
        try
        {
            using var projector =
                new IgnProjector(TinyModel(), new IgnProjectorOptions { Provider = ExecutionProvider.Cuda, FallBackToCpu = true, Warn = _ => { } });
            execution = projector.Execution;
            version = Version();
            conflict = IgnPackageConflict.Find();
        }
        catch (IgnRuntimeException e)
        {
            return [new Finding(Part, "cannot be used", ErrorReport.TextOf(e))];
        }
        return
        [
            new Finding(Part, version),
            new Finding("projection", execution.Provider == ExecutionProvider.Cuda
                ? $"a GPU can be used (device {execution.Device})"
                : $"runs on the processor, {execution.Threads} threads. A GPU is not used: {ProgramBuild.Shown(execution.FallbackReason ?? "", conflict)}"),
            .. conflict is null ? (Finding[])[] : [new Finding("packages", conflict.Description, ProgramBuild.Apart)],
        ];
    }

    // Not inlined: the method that names OrtEnv must be compiled after a failure to load it was already explained.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Version() => $"{OrtEnv.Instance().GetVersionString()}, providers {string.Join(", ", OrtEnv.Instance().GetAvailableProviders())}";

    private static IgnModel TinyModel()
    {
        var spec = new NetworkSpec("probe", new TensorShape(1, 2, 2), [new Activation(ActivationKind.Clamp)]).Validated();
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, []), new IgnModelCard { Name = "probe", Shape = spec.Input }));
    }
}
