namespace Ign.MLNet.Imaging;

/// <summary>An image for looking at and for pipelines: upright, in sRGB.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Bands">3 for RGB, 4 for RGB and alpha.</param>
/// <param name="Pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
internal sealed record DecodedImage(int Width, int Height, int Bands, byte[] Pixels);
