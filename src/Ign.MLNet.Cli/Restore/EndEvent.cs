using System.Text.Json.Serialization;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>The last event of a job.</summary>
internal sealed record EndEvent : RestorationCounts
{
    internal EndEvent(RestorationCounts counts) : base(counts) { }

    [JsonPropertyOrder(-2)]
    public string Event { get; } = "end";

    [JsonPropertyOrder(-2)]
    public required bool Complete { get; init; }

    public required IReadOnlyDictionary<string, int> Unreadable { get; init; }

    public required long Pixels { get; init; }

    public required double Seconds { get; init; }

    public required double ReportSeconds { get; init; }

    public required IReadOnlyList<RestorationNotice> Notices { get; init; }

    public required ExecutionProvider Provider { get; init; }
}
