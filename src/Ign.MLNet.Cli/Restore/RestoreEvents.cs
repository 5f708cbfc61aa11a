using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>For programs: one JSON object a line on the standard output; its <c>event</c> is start, item, progress, end or stopped.</summary>
internal sealed class RestoreEvents(TextWriter output) : IRestoreView
{
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private long _lastProgress;

    public void Start(int found, int images, long bytes, string? warning) =>
        Write(new { Event = "start", Found = found, Images = images, Bytes = bytes, Warning = warning });

    public void Show(RestoreProgress progress)
    {
        if (progress.Item is { } item) output.WriteLine($$"""{"event":"item","item":{{item.ToJson()}}}""");
        if (progress.Bottleneck != RestorationStage.Report && _lastProgress != 0 && Stopwatch.GetElapsedTime(_lastProgress) < s_progressEvery) return;
        _lastProgress = Stopwatch.GetTimestamp();
        Write(new
        {
            Event = "progress",
            progress.Finished,
            progress.Total,
            progress.PixelsDone,
            progress.PixelsTotal,
            Share = Math.Round(progress.Share, 4),
            progress.ImagesPerSecond,
            progress.PixelsPerSecond,
            RemainingSeconds = progress.Remaining?.TotalSeconds,
            progress.Bottleneck,
        });
    }

    public void End(RestorationSummary summary) => Write(new EndEvent(summary)
    {
        Complete = summary.Complete,
        Unreadable = summary.Unreadable,
        Pixels = summary.Pixels,
        Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3),
        ReportSeconds = Math.Round(summary.Reporting.TotalSeconds, 3),
        Notices = summary.Notices,
        Provider = summary.Execution.Provider,
    });

    public void Stopped(RestoreProgress? last) => Write(new { Event = "stopped", Finished = last?.Finished ?? 0, Total = last?.Total ?? 0 });

    private void Write<T>(T value) => output.WriteLine(JsonSerializer.Serialize(value, s_json));
}
