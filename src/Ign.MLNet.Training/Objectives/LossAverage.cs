namespace Ign.MLNet.Training;

/// <summary>Mean of the losses of several steps.</summary>
internal sealed class LossAverage
{
    private Losses _sum;
    private int _count;

    internal void Add(Losses losses)
    {
        _sum = _count == 0 ? losses : Combine(_sum, losses, 1, 1);
        _count++;
    }

    /// <summary>The mean since the last call.</summary>
    internal Losses Take()
    {
        double share = 1.0 / Math.Max(1, _count);
        _count = 0;
        return Combine(_sum, _sum, share, 0);
    }

    private static Losses Combine(Losses a, Losses b, double p, double q) => new(
        p * a.Reconstruction + q * b.Reconstruction, p * a.Idempotence + q * b.Idempotence, p * a.Tightness + q * b.Tightness,
        p * a.Restoration + q * b.Restoration, p * a.Coverage + q * b.Coverage, p * a.Perceptual + q * b.Perceptual,
        p * a.Regularization + q * b.Regularization);
}
