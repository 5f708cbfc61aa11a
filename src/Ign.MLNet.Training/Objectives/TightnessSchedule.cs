namespace Ign.MLNet.Training;

/// <summary>
/// λt over the training: from <paramref name="Start"/> times its full value it rises over the first <paramref name="Share"/> of the training
/// ("manifold expansion warm-up", KTH's reproduction of arXiv 2311.01462).
/// </summary>
/// <param name="Kind">How it rises.</param>
/// <param name="Start">Where it starts, as a share of the full value, 0 to 1.</param>
/// <param name="Share">Over which share of the training it rises, 0 to 1.</param>
public sealed record TightnessSchedule(TightnessRise Kind, double Start = 0, double Share = 0.25)
{
    private const double Least = 1e-6; // an exponential cannot start at 0

    /// <summary>Share of the full λt when <paramref name="progress"/> (0 to 1) of the training is done.</summary>
    public double At(double progress)
    {
        if (Share <= 0 || progress >= Share) return 1;
        double t = Math.Max(0, progress / Share);
        return Kind switch
        {
            TightnessRise.Linear => Start + (1 - Start) * t,
            TightnessRise.Exponential => (Start + Least) * Math.Pow((1 + Least) / (Start + Least), t) - Least,
            _ => 1,
        };
    }
}
