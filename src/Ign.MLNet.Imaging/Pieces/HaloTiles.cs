namespace Ign.MLNet.Imaging;

/// <summary>How an image is cut into large tiles for a network of any size.</summary>
/// <param name="Columns">Along its width.</param>
/// <param name="Rows">Along its height.</param>
internal sealed record HaloTiles(HaloAxis Columns, HaloAxis Rows)
{
    /// <summary>Number of tiles.</summary>
    internal int Count => Columns.Count * Rows.Count;

    /// <summary>Pixels of the largest tile, or a little more.</summary>
    internal long Largest => (long)Columns.Longest * Rows.Longest;

    /// <summary>How many times the pixels of the image the network works on.</summary>
    internal double Cost => (double)Columns.Total / Columns.Length * Rows.Total / Rows.Length;

    /// <summary>The cheapest tiles of at most so many pixels; the smallest that are of any use where none are as small as that.</summary>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="multiple">What tiles begin at multiples of.</param>
    /// <param name="halo">How far the network looks, in pixels.</param>
    /// <param name="pixels">Most pixels of a tile.</param>
    internal static HaloTiles Of(int width, int height, int multiple, int halo, long pixels)
    {
        HaloTiles? best = null;
        int most = HaloAxis.Most(height, halo), rows = most;
        for (int columns = 1; columns <= HaloAxis.Most(width, halo); columns++)
        {
            HaloTiles Tiles(int count) => new(new HaloAxis(width, columns, multiple, halo), new HaloAxis(height, count, multiple, halo));
            if (Tiles(most).Largest > pixels) continue;
            // More columns never need more rows.
            while (rows > 1 && Tiles(rows - 1).Largest <= pixels) rows--;
            if (best is null || Tiles(rows).Cost < best.Cost) best = Tiles(rows);
        }
        return best ?? new HaloTiles(new HaloAxis(width, HaloAxis.Most(width, halo), multiple, halo), new HaloAxis(height, most, multiple, halo));
    }
}
