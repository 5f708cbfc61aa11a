namespace Ign.MLNet.Training;

/// <summary>
/// Notices a training that fell apart without becoming NaN, such as every output turning into one image: the fit to the data then becomes
/// several times worse than it already was. Checked before each checkpoint, so that the last checkpoint is from before.
/// </summary>
internal sealed class CollapseGuard(double best = double.PositiveInfinity)
{
    private const double Factor = 4;

    /// <summary>The best fit so far; a checkpoint holds it, so that a training that goes on is judged like one that never stopped.</summary>
    internal double Best { get; private set; } = best;

    /// <summary>What is wrong, and what to do about it; null if nothing is.</summary>
    /// <param name="losses">Mean losses of the last interval.</param>
    /// <param name="images">Images trained on, for the message.</param>
    internal string? Check(Losses losses, long images)
    {
        // What is fitted: damaged images where there are pairs, real images where not. Idempotence is no sign: a constant f has it too.
        double fit = losses.Restoration ?? losses.Reconstruction;
        if (fit > Factor * Best)
            return FormattableString.Invariant($"The training collapsed after {images:N0} images: its loss is {fit:G3} and was {Best:G3}. Start a new run with a lower learning rate or a lower weight of idempotence.");
        Best = Math.Min(Best, fit);
        return null;
    }
}
