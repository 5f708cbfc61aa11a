namespace Ign.MLNet.Imaging;

/// <summary>An image for looking at, for training and for pipelines: upright, in sRGB.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Bands">3 for RGB, 4 for RGB and alpha.</param>
/// <param name="Pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
internal sealed record DecodedImage(int Width, int Height, int Bands, byte[] Pixels)
{
    /// <summary>The image without alpha, laid on black, where each square of pixels became its mean. Rows and columns that fill no square are cut off.</summary>
    /// <param name="factor">Side of a square; 1 leaves the size alone.</param>
    internal DecodedImage Shrunk(int factor)
    {
        if (factor == 1 && Bands == 3) return this;
        int width = Width / factor, height = Height / factor, area = factor * factor;
        var result = new byte[checked(width * height * 3)];
        Parallel.For(0, height, y =>
        {
            for (int x = 0; x < width; x++)
                for (int c = 0; c < 3; c++)
                {
                    int sum = 0;
                    for (int dy = 0; dy < factor; dy++)
                        for (int dx = 0; dx < factor; dx++)
                            sum += Opaque((((y * factor) + dy) * Width) + (x * factor) + dx, c);
                    result[(((y * width) + x) * 3) + c] = (byte)((sum + (area / 2)) / area);
                }
        });
        return new DecodedImage(width, height, 3, result);
    }

    private int Opaque(int pixel, int channel)
    {
        int value = Pixels[(pixel * Bands) + channel];
        return Bands == 3 ? value : ((value * Pixels[(pixel * Bands) + 3]) + 127) / 255;
    }
}
