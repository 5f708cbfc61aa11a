namespace Ign.MLNet.Restoration;

/// <summary>The content of a shard's <c>done.json</c>, which says that the shard has been worked through and binds its report to the plan.</summary>
internal sealed record ShardResult : RestorationCounts
{
    public ShardResult() { }

    internal ShardResult(RestorationCounts counts) : base(counts) { }

    /// <summary>SHA-256 of <c>plan.json</c>: a result of another plan is none.</summary>
    public required string Plan { get; init; }

    public required int Shard { get; init; }

    public required string ModelHash { get; init; }

    /// <summary>SHA-256 of the shard's <c>report.jsonl</c>.</summary>
    public required string ReportHash { get; init; }

    /// <summary>Name of the machine.</summary>
    public required string Host { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Finished { get; init; }

    public required IgnExecution Execution { get; init; }
}
