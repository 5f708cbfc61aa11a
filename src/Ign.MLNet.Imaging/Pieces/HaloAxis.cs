namespace Ign.MLNet.Imaging;

/// <summary>
/// Where tiles lie along one side of an image that a network of any size sees through them as if it saw the whole: each has a part that counts, and around it
/// as many pixels as the network looks far. Tiles begin and end at multiples of what the network needs, so that it sees each pixel in the place that it has in
/// the whole image, or at the edge of the image.
/// </summary>
/// <param name="Length">Length of the side in pixels.</param>
/// <param name="Count">Number of tiles.</param>
/// <param name="Multiple">What tiles begin at multiples of.</param>
/// <param name="Halo">How far the network looks, in pixels.</param>
internal readonly record struct HaloAxis(int Length, int Count, int Multiple, int Halo)
{
    private const int MostTiles = 256;

    /// <summary>Most tiles that are of any use: their halos take as much as what counts.</summary>
    internal static int Most(int length, int halo) => Math.Clamp(length / Math.Max(1, 2 * halo), 1, MostTiles);

    /// <summary>First pixel that counts of a tile; the parts that count are spread evenly.</summary>
    internal int First(int tile) => (int)((long)Length * tile / Count);

    /// <summary>First pixel of a tile.</summary>
    internal int Start(int tile) => tile == 0 ? 0 : Math.Max(0, First(tile) - Halo) / Multiple * Multiple;

    /// <summary>Pixel behind the last one of a tile.</summary>
    internal int End(int tile) => (int)Math.Min(Length, ((long)First(tile + 1) + Halo + Multiple - 1) / Multiple * Multiple);

    /// <summary>Length of the longest tile, or a little more.</summary>
    internal int Longest => Count == 1 ? Length : (int)Math.Min(Length, (long)(Length / Count) + 1 + (2L * (Halo + Multiple)));

    /// <summary>Most pixels from the first one of a tile to its last one that counts, or a little more: what the next tile looks at again lies there.</summary>
    internal int LongestSeenAgain => Count == 1 ? Length : (int)Math.Min(Length, (long)(Length / Count) + 1 + Halo + Multiple);

    /// <summary>Pixels of all tiles together.</summary>
    internal long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < Count; i++) total += End(i) - Start(i);
            return total;
        }
    }
}
