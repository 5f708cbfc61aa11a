using Microsoft.ML.Runtime;

namespace Ign.MLNet;

/// <summary>Tells in the log of ML.NET what a loaded stage really runs on. Nobody chose that at the place where the model is loaded.</summary>
internal static class StageAnnouncement
{
    internal static void Announce(this IgnProjectionTransformer stage, IHostEnvironment environment)
    {
        var execution = stage.Execution;
        string device = execution.Provider == ExecutionProvider.Cuda ? $"GPU {execution.Device}" : $"the processor ({execution.Threads} {(execution.Threads == 1 ? "thread" : "threads")})";
        string text = $"Projection stage '{stage.OutputColumn}' computes on {device}, up to {stage.BatchSize} images at a time.";
        using var channel = environment.Start("Ign.MLNet");
        if (execution.FallbackReason is null) channel.Info(MessageSensitivity.Schema, "{0}", text);
        else channel.Warning(MessageSensitivity.Schema, "{0} A GPU was asked for, but {1}.", text, execution.FallbackReason);
    }
}
