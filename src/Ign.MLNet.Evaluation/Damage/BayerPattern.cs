namespace Ign.MLNet.Evaluation;

/// <summary>What a sensor under the filter of Bayer sees: one colour a pixel, RGGB in squares of two.</summary>
internal sealed class BayerPattern
{
    private const int Red = 0, Blue = 2;
    private readonly int _height, _width, _down, _right, _stride;
    private readonly float[] _values; // with a border of one pixel

    /// <param name="height">Rows, at least 2.</param>
    /// <param name="width">Columns, at least 2.</param>
    /// <param name="down">0 or 1: rows by which the pattern is moved.</param>
    /// <param name="right">0 or 1: columns.</param>
    internal BayerPattern(int height, int width, int down, int right)
    {
        (_height, _width, _down, _right, _stride) = (height, width, down, right, width + 2);
        _values = new float[(height + 2) * _stride];
    }

    internal float this[int y, int x]
    {
        set => _values[(y + 1) * _stride + x + 1] = value;
    }

    /// <summary>Channel that the pixel sees.</summary>
    internal int Colour(int y, int x) => ((y + _down) & 1) + ((x + _right) & 1);

    /// <summary>All colours of all pixels: what a pixel does not see is the mean of its nearest neighbours that do.</summary>
    /// <param name="planes">Receives red, green and blue, one after the other.</param>
    internal void Interpolate(Span<float> planes)
    {
        Mirror();
        int plane = _height * _width;
        Span<float> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes[(2 * plane)..];
        for (int y = 0, i = 0; y < _height; y++)
            for (int x = 0; x < _width; x++, i++)
            {
                int at = (y + 1) * _stride + x + 1;
                float own = _values[at], beside = (_values[at - 1] + _values[at + 1]) / 2, above = (_values[at - _stride] + _values[at + _stride]) / 2;
                float across = (_values[at - _stride - 1] + _values[at - _stride + 1] + _values[at + _stride - 1] + _values[at + _stride + 1]) / 4;
                (red[i], green[i], blue[i]) = Colour(y, x) switch
                {
                    Red => (own, (beside + above) / 2, across),
                    Blue => (across, (beside + above) / 2, own),
                    _ when ((y + _down) & 1) == 0 => (beside, own, above), // a row of red and green
                    _ => (above, own, beside),
                };
            }
    }

    /// <summary>The border mirrors the image at its outermost pixels, which keeps the colours in step.</summary>
    private void Mirror()
    {
        for (int y = 1; y <= _height; y++)
        {
            var row = _values.AsSpan(y * _stride, _stride);
            (row[0], row[^1]) = (row[2], row[^3]);
        }
        _values.AsSpan(2 * _stride, _stride).CopyTo(_values);
        _values.AsSpan((_height - 1) * _stride, _stride).CopyTo(_values.AsSpan((_height + 1) * _stride));
    }
}
