using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>
/// An image in large tiles, each with so many pixels around it that its result is that of the whole image; results are put side by side, nothing is blended.
/// </summary>
/// <remarks>
/// The result takes the place of the input, but for the rows that tiles of the next row still look at: these wait in a band until that row is done. When all
/// pieces are written, reading one gives a piece of the result.
/// </remarks>
internal sealed class HaloPieces(ModelImage image, HaloTiles tiles) : IPieces
{
    private readonly float[] _band = LargeArrays.Rent<float>((int)tiles.Band * image.Channels);
    private int _top;
    private int _written;

    /// <inheritdoc/>
    public int Count => tiles.Count;

    private int Stride => image.Width * image.Channels;

    /// <inheritdoc/>
    public Piece Of(int index)
    {
        var (row, column) = Math.DivRem(index, tiles.Columns.Count);
        var (columns, rows) = (tiles.Columns, tiles.Rows);
        int left = columns.Start(column), top = rows.Start(row);
        return new Piece(
            new TensorShape(image.Channels, rows.End(row) - top, columns.End(column) - left),
            columns.First(column) - left, rows.First(row) - top, columns.First(column + 1) - columns.First(column), rows.First(row + 1) - rows.First(row));
    }

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        var (row, column) = Math.DivRem(index, tiles.Columns.Count);
        var shape = Of(index).Shape;
        int channels = image.Channels, plane = shape.Height * shape.Width, left = tiles.Columns.Start(column), top = tiles.Rows.Start(row), at = 0;
        for (int y = 0; y < shape.Height; y++)
        {
            var source = image.Values.AsSpan(((top + y) * Stride) + (left * channels), shape.Width * channels);
            for (int i = 0; i < source.Length; at++)
                for (int c = 0; c < channels; c++) target[(c * plane) + at] = source[i++];
        }
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        if (index != _written++) throw new InvalidOperationException($"Expected piece {_written - 1}, got {index}.");
        var (row, column) = Math.DivRem(index, tiles.Columns.Count);
        var piece = Of(index);
        int channels = image.Channels, plane = piece.Shape.Height * piece.Shape.Width;
        for (int y = 0; y < piece.Height; y++)
        {
            int from = ((piece.Top + y) * piece.Shape.Width) + piece.Left;
            var target = _band.AsSpan(((tiles.Rows.First(row) + y - _top) * Stride) + (tiles.Columns.First(column) * channels), piece.Width * channels);
            for (int i = 0; i < target.Length; from++)
                for (int c = 0; c < channels; c++) target[i++] = values[(c * plane) + from];
        }
        if (column == tiles.Columns.Count - 1) Finish(row);
    }

    /// <inheritdoc/>
    public ModelImage Result()
    {
        if (_written != Count) throw new InvalidOperationException($"Expected {Count} pieces, got {_written}.");
        LargeArrays.Return(_band);
        return image;
    }

    /// <summary>Moves the rows that no further tile looks at from the band into the image.</summary>
    private void Finish(int row)
    {
        int end = tiles.Rows.First(row + 1), next = row + 1 < tiles.Rows.Count ? tiles.Rows.Start(row + 1) : end;
        var final = _band.AsSpan(0, (next - _top) * Stride);
        final.CopyTo(image.Values.AsSpan(_top * Stride));
        _band.AsSpan(final.Length, (end - next) * Stride).CopyTo(_band);
        _top = next;
    }
}
