using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>Which image of a set comes at a position of the training: every epoch runs through the set once, in an order of its own.</summary>
/// <param name="draws">Images of the set, each as often as an epoch draws from it.</param>
/// <param name="seed">Seed of the training.</param>
internal sealed class EpochOrder(int[] draws, long seed)
{
    private int[] _order = [];
    private long _epoch = -1;

    internal static EpochOrder Of(ITrainingImages images, long seed) =>
        new([.. Enumerable.Range(0, images.Count).SelectMany(i => Enumerable.Repeat(i, images.Draws(i)))], seed);

    internal int this[long position]
    {
        get
        {
            long epoch = position / draws.Length;
            if (epoch != _epoch) (_order, _epoch) = (SeededPermutation.Of(draws.Length, SeededRandom.Mix((ulong)seed, (ulong)epoch, 2)), epoch);
            return draws[_order[position % draws.Length]];
        }
    }
}
