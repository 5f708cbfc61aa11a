using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>The paper's objective with one change after the other, from its listing towards <see cref="TrainingOptions.Generating"/>.</summary>
internal static class TightnessStudy
{
    internal static IReadOnlyList<Method> Methods { get; } =
    [
        Variant("tight-0.1", "the paper's listing",
            "The code listing in the paper: mean squares, 1 : 1 : 0.1, no clamp. The rest is the same in all rows: Fourier noise, group normalisation, averaged weights (half-life 5,000 images), step size 0.0005, batches of 64.", 0.1),
        Variant("tight-0.3", "tightness 0.3", "As the row above, but 1 : 1 : 0.3.", 0.3),
        Variant("spread-0.3", "tightness 0.3, spread",
            "As the row above, with the regulariser `BatchDeviation` of weight 1, which holds the spread of f(z) to that of x.", 0.3, spread: 1),
        Variant("spread-0.45", "tightness 0.45, spread",
            "As the row above, but 1 : 1 : 0.45. This is *IGN, unsettled* of results.md.", 0.45, spread: 1),
        Variant("spread-0.6", "tightness 0.6, spread", "As the row above, but 1 : 1 : 0.6.", 0.6, spread: 1),
        Variant("spread-0.6-clamp", "tightness 0.6, spread, clamp 1.5",
            "As the row above, with the paper's clamp, which limits tightness.", 0.6, spread: 1, clamp: 1.5),
        Variant("spread-1", "tightness 1, four times the spread",
            "1 : 1 : 1, the weight of tightness that the paper's theorem asks for, with `BatchDeviation` of weight 4 and no clamp.", 1, spread: 4),
    ];

    private static Method Variant(string name, string title, string about, double tightness, double spread = 0, double? clamp = null) =>
        new(name, title, about, TrainingOptions.Generating(Dcgan.For(new(1, 28, 28), new() { Width = 32, Latent = 128 })) with
        {
            Objective = IgnOptions.Listing with { TightnessWeight = tightness, TightnessClamp = clamp },
            Regularizers = spread > 0 ? [new RegularizerOptions { Kind = RegularizerKind.BatchDeviation, Weight = spread, WarmUp = 0 }] : [],
            BatchSize = 64,
            AverageHalfLife = 5_000,
        });
}
