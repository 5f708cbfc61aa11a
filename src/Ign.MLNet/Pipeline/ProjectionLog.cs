using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Ign.MLNet;

/// <summary>Writes to <see cref="MLContext.Log"/>, where users of ML.NET look.</summary>
internal sealed class ProjectionLog(IHostEnvironment environment)
{
    private readonly IHost _host = environment.Register("IgnProjection");

    /// <summary>Says what a stage does and how it really runs; nobody chose that where a model is loaded.</summary>
    internal void Announce(IgnProjectionTransformer stage)
    {
        stage.Log = this;
        using var channel = _host.Start("Projection");
        var (card, execution) = (stage.Model.Card, stage.Execution);
        string device = execution.Provider switch
        {
            ExecutionProvider.Cuda => $"GPU {execution.Device} (CUDA)",
            ExecutionProvider.Custom => "a provider of the program's choice",
            _ => $"the processor, {Threads(execution)}",
        };
        channel.Info(MessageSensitivity.UserData | MessageSensitivity.Schema, "{0}",
            $"Column '{stage.OutputColumn}' is the projection of '{stage.InputColumn}' by model '{card.Name}' ({card.Shape}, SHA-256 {stage.Model.Hash[..12]}), on {device}, up to {stage.BatchSize} images at once.");
        if (execution.FallbackReason is not null)
            channel.Warning(MessageSensitivity.Schema, "{0}",
                $"Column '{stage.OutputColumn}' was to be computed on a GPU and is computed on the processor: {execution.FallbackReason}.");
    }

    internal void Warn(string message)
    {
        using var channel = _host.Start("Projection");
        channel.Warning(MessageSensitivity.UserData | MessageSensitivity.Schema, "{0}", message);
    }

    private static string Threads(IgnExecution execution) => execution.Threads == 1 ? "1 thread" : $"{execution.Threads} threads";
}
