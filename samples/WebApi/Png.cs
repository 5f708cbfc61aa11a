using Microsoft.ML.Data;
using NetVips;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>An image of ML.NET as a PNG file.</summary>
internal static class Png
{
    internal static byte[] Encode(MLImage image)
    {
        using var pixels = Image.NewFromMemory(image.Pixels.ToArray(), image.Width, image.Height, 4, Enums.BandFormat.Uchar);
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        using var rgb = pixels[red].Bandjoin(pixels[1], pixels[2 - red]);
        using var srgb = rgb.Copy(interpretation: Enums.Interpretation.Srgb);
        return srgb.PngsaveBuffer(compression: 3); // the default takes twice as long for a few percent
    }
}
