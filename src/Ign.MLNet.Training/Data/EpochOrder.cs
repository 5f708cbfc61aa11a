using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>Which image of a set comes at a position of the training: every epoch runs through the set once, in an order of its own.</summary>
/// <param name="count">Images in the set.</param>
/// <param name="seed">Seed of the training.</param>
internal sealed class EpochOrder(int count, long seed)
{
    private int[] _order = [];
    private long _epoch = -1;

    internal int this[long position]
    {
        get
        {
            long epoch = position / count;
            if (epoch != _epoch) (_order, _epoch) = (SeededPermutation.Of(count, SeededRandom.Mix((ulong)seed, (ulong)epoch, 2)), epoch);
            return _order[position % count];
        }
    }
}
