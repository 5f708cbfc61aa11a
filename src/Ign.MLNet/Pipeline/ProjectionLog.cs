using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Ign.MLNet;

/// <summary>Writes to <see cref="MLContext.Log"/>, where users of ML.NET look.</summary>
internal sealed class ProjectionLog(IHostEnvironment environment)
{
    private readonly IHost _host = environment.Register("IgnProjection");

    /// <summary>Options whose warnings go to the log, and also to where the user sent them.</summary>
    internal IgnProjectionOptions Attach(IgnProjectionOptions options) => options with
    {
        Warn = options.Warn == IgnProjectorOptions.WarnByTrace ? Warn : Warn + options.Warn,
    };

    /// <summary>Says what a fitted stage does and how it runs.</summary>
    internal void Fitted(IgnProjectionTransformer stage)
    {
        using var channel = _host.Start("Fit");
        var (card, execution) = (stage.Model.Card, stage.Execution);
        string device = execution.Provider == ExecutionProvider.Cuda ? $"GPU {execution.Device} (CUDA)" : $"the processor, {execution.Threads} threads";
        channel.Info(MessageSensitivity.UserData | MessageSensitivity.Schema,
            $"Column '{stage.OutputColumn}' is the projection of '{stage.InputColumn}' by model '{card.Name}' ({card.Shape}, SHA-256 {stage.Model.Hash[..12]}), on {device}, up to {stage.BatchSize} images at once.");
    }

    private void Warn(string message)
    {
        using var channel = _host.Start("Fit");
        channel.Warning(MessageSensitivity.None, message);
    }
}
