using Microsoft.ML.Runtime;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>The reports of one training: a line each in the log of the context. They share a channel, whose start and end are lines, too.</summary>
/// <param name="channel">That of the log; null where there is no context.</param>
/// <param name="listener">That of the user.</param>
internal sealed class TrainerReports(IChannel? channel, IProgress<TrainingProgress>? listener) : IProgress<TrainingProgress>, IDisposable
{
    public void Report(TrainingProgress value)
    {
        listener?.Report(value);
        string figures = value.HeldOut is { } measured ? $"; held-out images: {measured}" : "";
        channel?.Info(MessageSensitivity.None,
            Invariant($"{value.Images:N0} of {value.TotalImages:N0} images, {value.ImagesPerSecond:0} images/s, {value.Losses}") + figures);
    }

    public void Dispose() => channel?.Dispose();
}
