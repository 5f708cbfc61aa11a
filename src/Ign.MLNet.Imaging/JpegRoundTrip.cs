using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>What a JPEG file makes of pixels.</summary>
internal static class JpegRoundTrip
{
    /// <summary>The pixels after encoding and decoding.</summary>
    /// <param name="pixels">Interleaved samples.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bands">1 for grey, 3 for RGB.</param>
    /// <param name="quality">1 to 100 on the scale of libjpeg.</param>
    /// <param name="subsample">Whether colour has half the resolution both ways.</param>
    /// <exception cref="ImageFileException">The image is larger than JPEG holds.</exception>
    internal static byte[] Of(byte[] pixels, int width, int height, int bands, int quality, bool subsample) =>
        Decode(Encode(pixels, width, height, bands, quality, subsample));

    /// <summary>The file.</summary>
    /// <inheritdoc cref="Of" path="/param|/exception"/>
    internal static byte[] Encode(byte[] pixels, int width, int height, int bands, int quality, bool subsample)
    {
        Vips.Ensure();
        return Vips.Run("cannot be encoded as Jpeg", ImageFormat.Jpeg, () =>
        {
            using var raw = Image.NewFromMemory(pixels, width, height, bands, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
            var colour = subsample ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off;
            return image.JpegsaveBuffer(q: quality, subsampleMode: colour, keep: Enums.ForeignKeep.None);
        });
    }

    private static byte[] Decode(byte[] file) => Vips.Run("cannot be decoded as Jpeg", ImageFormat.Jpeg, () =>
    {
        using var image = Image.JpegloadBuffer(file);
        return image.WriteToMemory<byte>();
    });
}
