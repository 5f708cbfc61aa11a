namespace Ign.MLNet.Restoration;

/// <summary>The content of <c>plan.json</c>.</summary>
internal sealed record PlanDocument
{
    /// <summary>The only format there is so far; another one is refused, because a member that is not understood may change the outputs.</summary>
    internal const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Version of the library that made the plan.</summary>
    public required string Library { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Absolute path of the model file.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the model file.</summary>
    public required string ModelHash { get; init; }

    /// <summary>Absolute path of the input folder.</summary>
    public required string Input { get; init; }

    /// <summary>Absolute path of the output folder.</summary>
    public required string Output { get; init; }

    public required PlanOptions Options { get; init; }

    /// <summary>Lines of the manifest.</summary>
    public required int Files { get; init; }

    /// <summary>How many of them are images to restore.</summary>
    public required int Images { get; init; }

    /// <summary>Size of these images.</summary>
    public required long Bytes { get; init; }

    public required IReadOnlyList<PlanPart> Shards { get; init; }
}
