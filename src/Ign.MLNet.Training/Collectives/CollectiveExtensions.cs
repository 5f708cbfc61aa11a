namespace Ign.MLNet.Training;

/// <summary>What ranks agree on besides gradients.</summary>
internal static class CollectiveExtensions
{
    /// <summary>Whether one of them says so.</summary>
    internal static bool Any(this ICollective all, bool mine)
    {
        Span<float> votes = [mine ? 1 : 0];
        all.Sum(votes);
        return votes[0] > 0;
    }

    /// <summary>Whether all have the number of the first one.</summary>
    internal static bool AreEqual(this ICollective all, long number)
    {
        const int Bits = 16; // a float holds that exactly
        Span<float> parts = new float[sizeof(long) * 8 / Bits];
        for (int i = 0; i < parts.Length && all.Rank == 0; i++) parts[i] = (ushort)(number >> i * Bits);
        all.Sum(parts);
        bool differs = false;
        for (int i = 0; i < parts.Length; i++) differs |= parts[i] != (ushort)(number >> i * Bits);
        return !all.Any(differs);
    }
}
