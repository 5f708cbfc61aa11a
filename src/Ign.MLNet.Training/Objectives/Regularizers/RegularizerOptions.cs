namespace Ign.MLNet.Training;

/// <summary>A term that is added to the objective of a training.</summary>
public sealed record RegularizerOptions
{
    /// <summary>Which term.</summary>
    public required RegularizerKind Kind { get; init; }

    /// <summary>Its final weight. The default value is 0.1.</summary>
    public double Weight { get; init; } = 0.1;

    /// <summary>Share of the training before it has any weight. The default value is 0.</summary>
    public double Start { get; init; }

    /// <summary>Share of the training over which its weight then rises; 0 for at once. The default value is 0.1.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Index of the first layer behind the bottleneck, for <see cref="RegularizerKind.Alignment"/> only.</summary>
    public int? Split { get; init; }

    /// <summary>The weight when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double WeightAt(double progress) => progress < Start ? 0 : WarmUp <= 0 ? Weight : Weight * Math.Min(1, (progress - Start) / WarmUp);
}
