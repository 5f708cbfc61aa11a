using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>Random orders that depend on a seed only.</summary>
internal static class SeededOrder
{
    /// <summary>Writes 0 … n-1 in the order of that seed.</summary>
    internal static void Fill(int[] order, ulong seed)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        var random = new SeededRandom(seed);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
