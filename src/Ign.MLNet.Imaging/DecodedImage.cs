namespace Ign.MLNet.Imaging;

/// <summary>An image for looking at, for training and for pipelines: upright, in sRGB.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Bands">3 for RGB, 4 for RGB and alpha.</param>
/// <param name="Pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
internal sealed record DecodedImage(int Width, int Height, int Bands, byte[] Pixels)
{
    /// <summary>
    /// The image without alpha, laid on black, where each square of pixels became its mean. Rows and columns that fill no square are cut off.
    /// </summary>
    /// <param name="factor">Side of a square; 1 leaves the size alone.</param>
    internal DecodedImage Shrunk(int factor)
    {
        if (factor == 1 && Bands == 3) return this;
        int width = Width / factor, height = Height / factor, area = factor * factor;
        var result = LargeArrays.Rent<byte>(checked(width * height * 3));
        var sums = new int[width * 3];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            for (int dy = 0; dy < factor; dy++) AddRow((y * factor) + dy, factor, sums);
            var row = result.AsSpan(y * sums.Length, sums.Length);
            for (int i = 0; i < row.Length; i++) row[i] = (byte)((sums[i] + (area / 2)) / area);
        }
        return new DecodedImage(width, height, 3, result);
    }

    /// <summary>Adds the samples of a row to the sums of the squares that they belong to.</summary>
    private void AddRow(int y, int factor, Span<int> sums)
    {
        int bands = Bands;
        var row = Pixels.AsSpan(y * Width * bands, Width * bands);
        for (int to = 0, from = 0; to < sums.Length; to += 3)
            for (int dx = 0; dx < factor; dx++, from += bands)
                for (int c = 0; c < 3; c++)
                    sums[to + c] += bands == 3 ? row[from + c] : ((row[from + c] * row[from + 3]) + 127) / 255;
    }
}
