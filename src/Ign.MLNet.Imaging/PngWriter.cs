using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Pixels as a PNG file.</summary>
internal static class PngWriter
{
    /// <summary>The file, with as many bits as the samples have.</summary>
    /// <param name="samples">Grey or RGB, with or without alpha.</param>
    internal static byte[] Encode(Samples samples)
    {
        Vips.Ensure();
        return Vips.Run("cannot be encoded as Png", ImageFormat.Png, () =>
        {
            using var image = samples.ToImage();
            return image.PngsaveBuffer(keep: Enums.ForeignKeep.None);
        });
    }
}
