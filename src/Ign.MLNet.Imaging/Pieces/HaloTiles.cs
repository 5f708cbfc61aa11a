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

    /// <summary>Pixels of results that cannot take the place of the input yet, at most.</summary>
    internal long Band => (long)Columns.Length * Rows.LongestSeenAgain;

    /// <summary>How many times the pixels of the image the network works on.</summary>
    internal double Cost => (double)Columns.Total / Columns.Length * Rows.Total / Rows.Length;

    /// <summary>The cheapest tiles that fit; the smallest that are of any use where none do.</summary>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="multiple">What tiles begin at multiples of.</param>
    /// <param name="halo">How far the network looks, in pixels.</param>
    /// <param name="fits">Whether tiles fit into memory; of tiles that do, smaller ones do, too.</param>
    internal static HaloTiles Of(int width, int height, int multiple, int halo, Func<HaloTiles, bool> fits)
    {
        HaloTiles Tiles(int columns, int rows) => new(new HaloAxis(width, columns, multiple, halo), new HaloAxis(height, rows, multiple, halo));
        HaloTiles? best = null;
        if (fits(Tiles(1, 1))) return Tiles(1, 1);
        int mostColumns = HaloAxis.Most(width, halo), mostRows = HaloAxis.Most(height, halo), rows = mostRows;
        for (int columns = 1; columns <= mostColumns; columns++)
        {
            if (!fits(Tiles(columns, mostRows))) continue;
            // More columns never need more rows.
            while (rows > 1 && fits(Tiles(columns, rows - 1))) rows--;
            if (best is null || Tiles(columns, rows).Cost < best.Cost) best = Tiles(columns, rows);
        }
        return best ?? Tiles(mostColumns, mostRows);
    }
}
