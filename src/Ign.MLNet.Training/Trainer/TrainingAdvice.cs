using Ign.MLNet.Networks;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>Warns of trainings that are known to collapse and of figures that tell of one, each in a sentence that says what to change.</summary>
internal static class TrainingAdvice
{
    private const double LeastSpread = 0.1, LeastCoverage = 0.1, LargestGap = 2, LargestOverfit = 1.5;

    /// <summary>Figures must stay bad for that many measurements in a row: early ones often are.</summary>
    private const int InARow = 2;

    /// <summary>What is wrong before the first step.</summary>
    internal static IEnumerable<string> BeforeStart(TrainingOptions options)
    {
        bool batchNorm = Has<BatchNorm>(options.Network);
        if (options.Ign is { TightnessClamp: not null, TightnessSchedule: { Kind: not TightnessRise.Constant, Start: < 0.01, Share: > 0 } })
            yield return "A tightness weight that rises from 0 together with a clamp has always collapsed: start the schedule at half its end value or more, or set ign.tightness_clamp to null.";
        if (options is { Ign.Distance: Distance.L2, Noise: "gaussian", AverageHalfLife: 0 } && Has<GroupNorm>(options.Network))
            yield return "Group normalisation with Gaussian noise, mean squares and no average of the weights collapses to one image: use batch normalisation, the noise fourier, or an average_half_life.";
        if (options.Restoration is { IdempotenceWeight: > 0 } paired && paired.IdempotenceStart + paired.IdempotenceWarmUp < 0.05)
            yield return "Idempotence with its full weight this early pulls every output to one median image: raise restoration.idempotence_start or restoration.idempotence_warm_up.";
        if (batchNorm && options.BatchNorm is { Inference: BatchNormInference.Running, Separate: false })
            yield return "Running averages over x, z and f(z) in one set fit none of them, so that the finished network is worse than the one in training: set batch_norm.separate to true, or batch_norm.inference to Real or Source.";
        if (options is { Ign.TightnessClamp: null, Latent: not null })
            yield return "Codes have no limits as the tanh gives images: without a clamp nothing bounds the tightness. Set ign.tightness_clamp to 1.5.";
        if (batchNorm && options.BatchNorm is null)
            yield return "The network has batch normalisation, but its statistics do not train: set batch_norm.inference.";
    }

    /// <summary>What the measurements so far tell.</summary>
    /// <param name="options">What trains.</param>
    /// <param name="measurements">Figures of the <see cref="HeldOutMonitor"/>, oldest first.</param>
    internal static IEnumerable<string> Of(TrainingOptions options, IReadOnlyList<IReadOnlyDictionary<string, double>> measurements)
    {
        if (Lasting("spread.noise", v => v < LeastSpread))
            yield return $"Every noise gives nearly the same image: {More(options)}{(options.AverageHalfLife == 0 ? "use the averaged weights (average_half_life), " : "")}use a larger batch{OrNaign(options)}";
        else if (Lasting("coverage.noise", v => v < LeastCoverage))
            yield return Invariant($"Less than {LeastCoverage:P0} of the held-out images have a generated one near them: {More(options)}train longer") + OrNaign(options);
        foreach (string name in Names().Where(n => n.StartsWith("spread.", StringComparison.Ordinal) && n != "spread.noise"))
            if (Lasting(name, v => v < LeastSpread))
                yield return $"Every image damaged by {name["spread.".Length..]} is restored to nearly the same one: lower learning_rate{(options.Restoration is null ? "" : " or restoration.idempotence_weight")}.";
        if (Lasting("explained", v => v < 0.02))
            yield return "Reconstructions are no better than the mean image: start again with another seed (restarts does so by itself) or a lower learning_rate.";
        if (Lasting("gap.batch", v => v > LargestGap))
            yield return Invariant($"The finished network reconstructs more than {LargestGap:0} times worse than the one in training, whose batch normalisation sees the batch: set batch_norm.separate to true and batch_norm.inference to Real.");
        if (Lasting("gap.training", v => v > LargestOverfit))
            yield return Invariant($"Held-out images are reconstructed more than {LargestOverfit:0.#} times worse than those trained on: use more images, a smaller network, mirror or dropout.");

        IEnumerable<string> Names() => measurements.Count > 0 ? measurements[^1].Keys : [];

        bool Lasting(string name, Func<double, bool> bad) =>
            measurements.Count >= InARow && measurements.TakeLast(InARow).All(m => m.TryGetValue(name, out double value) && bad(value));
    }

    /// <summary>What keeps f(z) apart in the paper's objective.</summary>
    private static string More(TrainingOptions options) =>
        options.Ign is null ? ""
        : options.Regularizers.Any(r => r.Kind == RegularizerKind.BatchDeviation) ? "raise ign.tightness_weight, "
        : "add the regularizer BatchDeviation, raise ign.tightness_weight, ";

    private static string OrNaign(TrainingOptions options) => options.Naign is null ? ", or the naign objective." : ", or a larger naign.pool.";

    private static bool Has<T>(NetworkSpec network) where T : Layer => network.AllLayers.Any(l => l.Layer is T);
}
