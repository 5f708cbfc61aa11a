using Ign.MLNet.Networks;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>Watches the figures of a training: tells one that collapsed or never started to learn, and what to change where they stay bad.</summary>
/// <param name="options">What trains.</param>
/// <param name="best">What <see cref="BestFit"/> was when the training was stopped.</param>
internal sealed class TrainingWatch(TrainingOptions options, double best = double.PositiveInfinity)
{
    private const double CollapseFactor = 4;
    private const double LeastExplained = 0.02, StartedSpread = 0.001; // below, a start has learned nothing
    private const double Visible = 1.0 / 255; // half a level of 8 bits: how many times as large an error below it is, matters to nobody
    private const double LeastSpread = 0.1, LeastCoverage = 0.1, LargestGap = 2, LargestOverfit = 1.5;

    /// <summary>No start has learned anything sooner: 28×28 garments need some hundred steps to beat their mean.</summary>
    private const long LeastSteps = 500;

    /// <summary>Figures must stay bad for that many measurements in a row: early ones often are.</summary>
    private const int InARow = 2;

    /// <summary>The best fit so far; a checkpoint holds it, so that a training that goes on is judged like one that never stopped.</summary>
    internal double BestFit { get; private set; } = best;

    /// <summary>Position at which a start is judged: a function of the options alone, so that a run that was stopped in between is judged there too. A
    /// shorter training never is.</summary>
    internal long StartIsJudgedAt { get; } = Math.Max(LeastSteps * options.BatchSize, Math.Min(options.Images / 10, 64_000));

    /// <summary>
    /// Tells a training that fell apart without becoming NaN, such as every output turning into one image: its fit becomes several times worse than it was.
    /// </summary>
    /// <returns>What is wrong, and what to do about it; null if nothing is.</returns>
    internal string? Collapse(TrainingProgress report)
    {
        // What is fitted: damaged images where there are pairs, real images where not. Idempotence is no sign: a constant f has it too.
        double fit = report.Losses.Restoration ?? report.Losses.Reconstruction;
        if (fit > CollapseFactor * BestFit)
            return Invariant($"The training collapsed after {report.Images:N0} images: its loss is {fit:G3} and was {BestFit:G3}. Start a new run with a lower learning rate or a lower weight of idempotence.");
        BestFit = Math.Min(BestFit, fit);
        return null;
    }

    /// <summary>Why a start was a bad one, or null: some initialisations never leave one image for all inputs, and only another one helps.</summary>
    internal static string? BadStart(HeldOutFigures figures) =>
        figures.Sources.Any(s => s.Spread < StartedSpread) ? "all outputs are equal"
        : figures.Explained < LeastExplained ? "reconstructions are no better than the mean image"
        : null;

    /// <summary>What is wrong before the first step.</summary>
    internal IEnumerable<string> BeforeStart()
    {
        foreach (string advice in options.Objective.Advice(options)) yield return advice;
        if (!options.Network.AllLayers.Any(l => l.Layer is BatchNorm)) yield break;
        if (options.BatchNorm is null) yield return "The network has batch normalisation, but its statistics do not train: set batch_norm.inference.";
        if (options.BatchNorm is { Inference: BatchNormInference.Running, Separate: false })
            yield return "Running averages over x, z and f(z) in one set fit none of them, so that the finished network is worse than the one in training: "
                + "set batch_norm.separate to true, or batch_norm.inference to Real or Source.";
    }

    /// <summary>What the measurements of an attempt tell, each in a sentence that says what to change.</summary>
    /// <param name="reports">Its reports, oldest first.</param>
    internal IEnumerable<string> Advice(IEnumerable<TrainingProgress> reports)
    {
        var measured = reports.Where(r => r.HeldOut is not null && r.Images >= StartIsJudgedAt).Select(r => r.HeldOut!).TakeLast(InARow).ToList();
        if (measured.Count < InARow) yield break;
        foreach (string name in measured[^1].Sources.Select(s => s.Name))
        {
            bool noise = options.Objective is UnpairedOptions;
            if (Lasting(m => Of(m)?.Spread < LeastSpread)) yield return noise
                ? $"Every noise gives nearly the same image: {More()}{(options.AverageHalfLife == 0 ? "use the averaged weights (average_half_life), " : "")}use a larger batch{OrNaign()}"
                : $"Every image damaged by {name} is restored to nearly the same one: lower learning_rate{(options.Objective is PairedOptions ? " or objective.idempotence_weight" : "")}.";
            else if (Lasting(m => Of(m)?.Coverage < LeastCoverage))
                yield return Invariant($"Less than {LeastCoverage:P0} of the held-out images have a generated one near them: {More()}train longer") + OrNaign();

            SourceFigures? Of(HeldOutFigures figures) => figures.Sources.FirstOrDefault(s => s.Name == name);
        }
        if (Lasting(m => m.Explained < LeastExplained))
            yield return
                "Reconstructions are no better than the mean image: start again with another seed (restarts does so by itself) or a lower learning_rate.";
        if (Lasting(m => m.BatchGap > LargestGap && m.Reconstruction > Visible))
            yield return Invariant(
                $"The finished network reconstructs more than {LargestGap:0} times worse than the one in training, whose batch normalisation sees the batch: ")
                + "set batch_norm.separate to true and batch_norm.inference to Real.";
        if (Lasting(m => m.TrainingGap > LargestOverfit && m.Reconstruction > Visible))
            yield return Invariant($"Held-out images are reconstructed more than {LargestOverfit:0.#} times worse than those trained on: use more images, a smaller network, mirror or dropout.");

        bool Lasting(Predicate<HeldOutFigures> bad) => measured.TrueForAll(bad);
    }

    /// <summary>What keeps f(z) apart in the paper's objective.</summary>
    private string More() =>
        options.Objective is not IgnOptions ? ""
        : options.Regularizers.Any(r => r.Kind == RegularizerKind.BatchDeviation) ? "raise objective.tightness_weight, "
        : "add the regularizer BatchDeviation, raise objective.tightness_weight, ";

    private string OrNaign() => options.Objective is NaignOptions ? ", or a larger objective.pool." : ", or the naign objective.";
}
