namespace Ign.MLNet.Evaluation;

/// <summary>Random orders that depend on a seed only.</summary>
public static class SeededPermutation
{
    /// <summary>0 … count-1 in the order of that seed (Fisher and Yates).</summary>
    /// <param name="count">How many numbers, at least 0.</param>
    /// <param name="seed">Any number.</param>
    public static int[] Of(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new SeededRandom(seed);
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
