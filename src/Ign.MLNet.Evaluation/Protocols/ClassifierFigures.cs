namespace Ign.MLNet.Evaluation;

/// <summary>What damage and restoration do to one classifier that was fitted on clean images. Accuracies are in percent.</summary>
/// <param name="Clean">Accuracy on clean images.</param>
/// <param name="ProjectedClean">Accuracy on projected clean images.</param>
/// <param name="Noisy">Accuracy on damaged images, by damage.</param>
/// <param name="Restored">Accuracy on projected damaged images, by the same kinds of damage.</param>
public sealed record ClassifierFigures(double Clean, double ProjectedClean, IReadOnlyDictionary<string, double> Noisy,
    IReadOnlyDictionary<string, double> Restored)
{
    /// <summary>Key of the pooled figure in <see cref="RecoveredPercent"/>.</summary>
    public const string Average = "average";

    /// <summary>Points that projecting clean images costs; negative where it helps.</summary>
    public double CleanLossPoints => Clean - ProjectedClean;

    /// <summary>The most points that projecting costs on any kind of images, clean ones included; negative where it helps on all.</summary>
    public double LargestLossPoints => Noisy.Keys.Select(name => Noisy[name] - Restored[name]).Append(CleanLossPoints).Max();

    /// <summary>
    /// Points won back over points lost, in percent, by damage, and under <see cref="Average"/> the sum of the points won back over the sum
    /// of the points lost. Null where the damage costs nothing, so that there is nothing to win back.
    /// </summary>
    public IReadOnlyDictionary<string, double?> RecoveredPercent
    {
        get
        {
            var recovered = Noisy.Keys.ToDictionary(name => name, name => Percent(Restored[name] - Noisy[name], Clean - Noisy[name]));
            recovered[Average] = Percent(Noisy.Keys.Sum(name => Restored[name] - Noisy[name]), Noisy.Keys.Sum(name => Clean - Noisy[name]));
            return recovered;
        }
    }

    private static double? Percent(double won, double lost) => lost > 0 ? 100 * won / lost : null;
}
