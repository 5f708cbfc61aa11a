using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>An image in large tiles, each with so many pixels around it that its result is that of the whole image; results are put side by side, nothing is blended.</summary>
internal sealed class HaloPieces(ModelImage image, HaloTiles tiles) : IPieces
{
    // Tiles that come later still look at what others have made.
    private readonly float[] _result = LargeArrays.Rent<float>(image.Values.Length);
    private int _written;

    /// <inheritdoc/>
    public int Count => tiles.Count;

    /// <inheritdoc/>
    public Piece Of(int index)
    {
        var (column, row) = Place(index);
        var (columns, rows) = (tiles.Columns, tiles.Rows);
        int left = columns.Start(column), top = rows.Start(row);
        return new Piece(
            new TensorShape(image.Channels, rows.End(row) - top, columns.End(column) - left),
            columns.First(column) - left, rows.First(row) - top, columns.First(column + 1) - columns.First(column), rows.First(row + 1) - rows.First(row));
    }

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        var (column, row) = Place(index);
        var shape = Of(index).Shape;
        int channels = image.Channels, plane = shape.Height * shape.Width, left = tiles.Columns.Start(column), top = tiles.Rows.Start(row), at = 0;
        for (int y = 0; y < shape.Height; y++)
        {
            var source = image.Values.AsSpan((((top + y) * image.Width) + left) * channels, shape.Width * channels);
            for (int i = 0; i < source.Length; at++)
                for (int c = 0; c < channels; c++) target[(c * plane) + at] = source[i++];
        }
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        if (index != _written++) throw new InvalidOperationException($"Expected piece {_written - 1}, got {index}.");
        var (column, row) = Place(index);
        var piece = Of(index);
        int channels = image.Channels, plane = piece.Shape.Height * piece.Shape.Width;
        for (int y = 0; y < piece.Height; y++)
        {
            int from = ((piece.Top + y) * piece.Shape.Width) + piece.Left;
            var target = _result.AsSpan((((tiles.Rows.First(row) + y) * image.Width) + tiles.Columns.First(column)) * channels, piece.Width * channels);
            for (int i = 0; i < target.Length; from++)
                for (int c = 0; c < channels; c++) target[i++] = values[(c * plane) + from];
        }
    }

    /// <inheritdoc/>
    public ModelImage Result()
    {
        if (_written != Count) throw new InvalidOperationException($"Expected {Count} pieces, got {_written}.");
        _result.CopyTo(image.Values.AsSpan());
        LargeArrays.Return(_result);
        return image;
    }

    private (int Column, int Row) Place(int index) => (index % tiles.Columns.Count, index / tiles.Columns.Count);
}
