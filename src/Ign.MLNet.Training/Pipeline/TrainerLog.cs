using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.ML.Runtime;

namespace Ign.MLNet.Training;

/// <summary>Where a trainer's warnings and reports go.</summary>
/// <param name="environment">The context of the trainer, whose log receives both; null where it is not known.</param>
/// <param name="options">The listeners of the user.</param>
internal sealed class TrainerLog(IHostEnvironment? environment, IgnTrainerOptions options)
{
    private const string Source = nameof(IgnTrainer);

    private readonly ConcurrentDictionary<string, bool> _said = new();

    /// <summary>Warns, once of the same thing: the trained stage looks at its column as the trainer does.</summary>
    internal void Warn(string message)
    {
        if (!_said.TryAdd(message, true)) return;
        if (options.Warn is { } warn) warn(message);
        else if (environment is null) Trace.TraceWarning(message);
        if (environment is null) return;
        using var channel = environment.Start(Source);
        channel.Warning(MessageSensitivity.Schema, message);
    }

    /// <summary>Where the reports of one training go.</summary>
    internal TrainerReports Reports() => new(environment?.Start(Source), options.Progress);
}
