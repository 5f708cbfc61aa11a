namespace Ign.MLNet.Training;

/// <summary>Mean of the losses of several steps.</summary>
internal sealed class LossAverage
{
    private Losses _sum;
    private int _count;

    internal void Add(Losses losses)
    {
        _sum = _count == 0 ? losses : new Losses(
            _sum.Reconstruction + losses.Reconstruction, _sum.Idempotence + losses.Idempotence,
            _sum.Tightness + losses.Tightness, _sum.Restoration + losses.Restoration);
        _count++;
    }

    /// <summary>The mean since the last call.</summary>
    internal Losses Take()
    {
        int count = Math.Max(1, _count);
        _count = 0;
        return new Losses(_sum.Reconstruction / count, _sum.Idempotence / count, _sum.Tightness / count, _sum.Restoration / count);
    }
}
