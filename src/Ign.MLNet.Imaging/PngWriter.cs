using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Pixels as a PNG file.</summary>
internal static class PngWriter
{
    /// <summary>The file.</summary>
    /// <param name="pixels">Interleaved 8-bit samples, rows from top to bottom.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bands">1 for grey, 2 for grey and alpha, 3 for RGB, 4 for RGB and alpha.</param>
    internal static byte[] Encode(byte[] pixels, int width, int height, int bands)
    {
        Vips.Ensure();
        return Vips.Run("cannot be encoded as Png", ImageFormat.Png, () =>
        {
            using var raw = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: bands < 3 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
            return image.PngsaveBuffer(keep: Enums.ForeignKeep.None);
        });
    }
}
