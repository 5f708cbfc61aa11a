using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>An image in overlapping tiles that are blended into each other, row by row of tiles.</summary>
/// <remarks>
/// The result takes the place of the input: when the last tile of a row of tiles is written, the image rows above the next one are final, and no tile
/// still to be read needs them, since all tiles of the row have been read. What is not final yet is summed in one band of the height of a tile, the only
/// memory that is added.
/// </remarks>
internal sealed class TiledPieces : IPieces
{
    private readonly ModelImage _image;
    private readonly TileAxis _columns, _rows;
    private readonly float[] _band;
    private int _written;

    internal TiledPieces(ModelImage image, TensorShape shape, int overlap)
    {
        _image = image;
        _columns = new TileAxis(image.Width, shape.Width, overlap);
        _rows = new TileAxis(image.Height, shape.Height, overlap);
        _band = new float[_rows.Covered * Stride];
    }

    /// <inheritdoc/>
    public int Count => _columns.Starts.Length * _rows.Starts.Length;

    /// <inheritdoc/>
    public Piece Of(int index) => new(new TensorShape(_image.Channels, _rows.Tile, _columns.Tile));

    private int Stride => _image.Width * _image.Channels;

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        var (row, column) = Math.DivRem(index, _columns.Starts.Length);
        int channels = _image.Channels, plane = _rows.Tile * _columns.Tile, at = 0;
        for (int y = 0; y < _rows.Tile; y++)
        {
            var source = _image.Values.AsSpan(_rows.Source(row, y) * Stride, Stride);
            for (int x = 0; x < _columns.Tile; x++, at++)
            {
                int from = _columns.Source(column, x) * channels;
                for (int c = 0; c < channels; c++) target[(c * plane) + at] = source[from + c];
            }
        }
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        if (index != _written++) throw new InvalidOperationException($"Expected piece {_written - 1}, got {index}.");
        var (row, column) = Math.DivRem(index, _columns.Starts.Length);
        int channels = _image.Channels, plane = _rows.Tile * _columns.Tile;
        float[] across = _columns.Weight(column), down = _rows.Weight(row);
        for (int y = 0; y < down.Length; y++)
        {
            int from = ((y + _rows.Margin) * _columns.Tile) + _columns.Margin, to = (y * Stride) + (_columns.Starts[column] * channels);
            for (int x = 0; x < across.Length; x++, from++)
            {
                float weight = down[y] * across[x];
                for (int c = 0; c < channels; c++) _band[to++] += weight * values[(c * plane) + from];
            }
        }
        if (column == _columns.Starts.Length - 1) Finish(row);
    }

    /// <inheritdoc/>
    public ModelImage Result()
    {
        if (_written != Count) throw new InvalidOperationException($"Expected {Count} pieces, got {_written}.");
        return _image;
    }

    /// <summary>Moves the rows above the next row of tiles from the band into the image.</summary>
    private void Finish(int row)
    {
        int start = _rows.Starts[row], next = row + 1 < _rows.Starts.Length ? _rows.Starts[row + 1] : _image.Height;
        var final = _band.AsSpan(0, (next - start) * Stride);
        final.CopyTo(_image.Values.AsSpan(start * Stride));
        _band.AsSpan(final.Length).CopyTo(_band);
        _band.AsSpan(_band.Length - final.Length).Clear();
    }
}
