namespace Ign.MLNet.Training;

/// <summary>Step size over a training: a linear rise, a plateau, and a linear fall to zero.</summary>
/// <param name="Peak">Step size on the plateau.</param>
/// <param name="WarmUpShare">Share of the training over which it rises.</param>
/// <param name="DecayShare">Share of the training, at its end, over which it falls.</param>
public sealed record LearningRateSchedule(double Peak, double WarmUpShare, double DecayShare)
{
    /// <summary>Step size when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double At(double progress)
    {
        double rise = WarmUpShare > 0 ? Math.Min(1, progress / WarmUpShare) : 1;
        double fall = DecayShare > 0 ? Math.Min(1, (1 - progress) / DecayShare) : 1;
        // The very first step still learns something.
        return Peak * Math.Clamp(Math.Min(rise, fall), 1e-3, 1);
    }
}
