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

    /// <summary>The weight when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double WeightAt(double progress) => progress < Start ? 0 : WarmUp <= 0 ? Weight : Weight * Math.Min(1, (progress - Start) / WarmUp);

    /// <summary>Checks the ranges.</summary>
    internal void Check()
    {
        Rule.Require(Enum.IsDefined(Kind), Kind, "JensenVicary or BatchDeviation", "regularizers.kind");
        Rule.Require(Weight >= 0, Weight, "at least 0", "regularizers.weight");
        Rule.Require(Start is >= 0 and <= 1, Start, "a share of the training, between 0 and 1", "regularizers.start");
        Rule.Require(WarmUp is >= 0 and <= 1, WarmUp, "a share of the training, between 0 and 1", "regularizers.warm_up");
    }
}
