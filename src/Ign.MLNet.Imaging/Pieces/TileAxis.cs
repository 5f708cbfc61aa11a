namespace Ign.MLNet.Imaging;

/// <summary>Where tiles lie along one side of an image, and with what weight each counts.</summary>
/// <remarks>
/// Tiles are spread evenly, the last one ends at the edge, and neighbours share at least the overlap. A side that is shorter than a tile gets one tile, in
/// whose middle it lies, extended by mirroring. Weights are raised cosines over the tile, divided by their sum: where tiles overlap one fades into the
/// other, where there is only one it counts fully.
/// </remarks>
internal sealed class TileAxis
{
    private readonly float[][] _weights;

    internal TileAxis(int length, int tile, int overlap)
    {
        (Length, Tile) = (length, tile);
        int count = length <= tile ? 1 : 1 + (((length - tile) + (tile - overlap) - 1) / (tile - overlap));
        Starts = [.. Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (int)((((long)i * (length - tile)) + ((count - 1) / 2)) / (count - 1)))];
        Margin = Math.Max(0, tile - length) / 2;
        _weights = Weights(Starts, length, tile);
    }

    /// <summary>Length of the side in pixels.</summary>
    internal int Length { get; }

    /// <summary>Length of a tile in pixels.</summary>
    internal int Tile { get; }

    /// <summary>First pixel of the side that each tile covers.</summary>
    internal int[] Starts { get; }

    /// <summary>Mirrored pixels before the first one of a side that is shorter than a tile.</summary>
    internal int Margin { get; }

    /// <summary>Pixels of the side that a tile covers.</summary>
    internal int Covered => Math.Min(Length, Tile);

    /// <summary>The weight of a tile at each of the pixels that it covers; the weights of all tiles at a pixel have the sum 1.</summary>
    internal float[] Weight(int tile) => _weights[tile];

    /// <summary>The pixel of the side that a pixel of a tile shows.</summary>
    internal int Source(int tile, int pixel)
    {
        // Reflections with the edge repeated, back and forth as often as it takes: 1 0 | 0 1 2 | 2 1 0 | 0 1.
        int at = Starts[tile] + pixel - Margin, period = 2 * Length;
        if ((uint)at < (uint)Length) return at;
        at = ((at % period) + period) % period;
        return at < Length ? at : period - 1 - at;
    }

    private static float[][] Weights(int[] starts, int length, int tile)
    {
        int covered = Math.Min(length, tile);
        double[] window = [.. Enumerable.Range(0, covered).Select(i => Math.Pow(Math.Sin(Math.PI * (i + 0.5) / covered), 2))];
        var sum = new double[length];
        foreach (int start in starts)
            for (int i = 0; i < covered; i++) sum[start + i] += window[i];
        return [.. starts.Select(start => Enumerable.Range(0, covered).Select(i => (float)(window[i] / sum[start + i])).ToArray())];
    }
}
