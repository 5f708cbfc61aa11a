using System.Reflection;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Restoration;

/// <summary>The content of <c>summary.json</c>.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Field</term><description>Content; always there, unless stated otherwise</description></listheader>
/// <item><term>complete</term><description>true or false: whether every file found has been finished</description></item>
/// <item><term>found, done, copied, skipped, up_to_date, failed</term><description>whole numbers of files; copied is part of done, up_to_date of
/// skipped</description></item>
/// <item><term>unreadable</term><description>object: how many of failed are images of kinds that cannot be read, for each extension</description></item>
/// <item><term>input_bytes, output_bytes</term><description>whole numbers: sizes of the files of done, together</description></item>
/// <item><term>pixels</term><description>whole number: pixels of the images of done, together</description></item>
/// <item><term>seconds</term><description>number: wall-clock time of the run, the report's pictures included</description></item>
/// <item><term>report_seconds</term><description>number: how much of seconds the report took</description></item>
/// <item><term>notices</term><description>list of objects with kind (journal_damaged, left_alone, input_gone, times_refused, noted), count, example, reason
/// (text, may be absent) and text: what else should be known</description></item>
/// <item><term>images_per_second</term><description>number: done by seconds</description></item>
/// <item><term>model, model_hash, model_shape</term><description>text: name, hash of the content, and CHW shape as in 3x64x64</description></item>
/// <item><term>options</term><description>object: name and value of each option, as text</description></item>
/// <item><term>provider, device, threads, fallback_reason</term><description>text; number of the GPU, -1 on the processor; threads of one inference; text,
/// absent unless the processor had to stand in for a GPU</description></item>
/// <item><term>version</term><description>text: version of the library</description></item>
/// <item><term>displacement, residual</term><description>objects with count, mean, minimum, p10, p50, p90, p99 and maximum over results that are no copies,
/// those up to date included; absent where none was measured</description></item>
/// <item><term>skipped_by_reason</term><description>object: number of files for each of the first 50 reasons, and for all others together</description></item>
/// </list>
/// </remarks>
internal sealed record SummaryFile : RestorationCounts
{
    private SummaryFile(RestorationCounts counts) : base(counts) { }

    [JsonPropertyOrder(-2)]
    public required bool Complete { get; init; }

    public required IReadOnlyDictionary<string, int> Unreadable { get; init; }

    public required long Pixels { get; init; }

    public required double Seconds { get; init; }

    public required double ReportSeconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    public required string Model { get; init; }

    public required string ModelHash { get; init; }

    public required string ModelShape { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required ExecutionProvider Provider { get; init; }

    public required int Device { get; init; }

    public required int Threads { get; init; }

    public string? FallbackReason { get; init; }

    public required string Version { get; init; }

    public QuantilesFile? Displacement { get; init; }

    public QuantilesFile? Residual { get; init; }

    public required IReadOnlyList<RestorationNotice> Notices { get; init; }

    public required IReadOnlyDictionary<string, long> SkippedByReason { get; init; }

    /// <summary>Version of this library, without the commit.</summary>
    internal static string LibraryVersion { get; } =
        typeof(SummaryFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    internal static SummaryFile Of(ReportHead head, RestorationSummary summary, ReportFigures figures) => new(summary)
    {
        Complete = summary.Complete,
        Unreadable = summary.Unreadable,
        Pixels = summary.Pixels,
        ReportSeconds = Math.Round(summary.Reporting.TotalSeconds, 3),
        Notices = summary.Notices,
        Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3),
        ImagesPerSecond = Math.Round(PerSecond(summary), 3),
        Model = head.ModelName,
        ModelHash = head.ModelHash,
        ModelShape = head.ModelShape.ToString(),
        Options = head.Options,
        Provider = summary.Execution.Provider,
        Device = summary.Execution.Device,
        Threads = summary.Execution.Threads,
        FallbackReason = summary.Execution.FallbackReason,
        Version = LibraryVersion,
        Displacement = QuantilesFile.Of(figures.Displacement),
        Residual = QuantilesFile.Of(figures.Residual),
        SkippedByReason = figures.Skipped.Ordered.ToDictionary(r => r.Key, r => r.Value),
    };

    /// <summary>Results by wall-clock time; 0 for a run that took none.</summary>
    internal static double PerSecond(RestorationSummary summary) => summary.Elapsed > TimeSpan.Zero ? summary.Done / summary.Elapsed.TotalSeconds : 0;
}
