using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>Writes samples as a file of one of the formats.</summary>
internal static class ImageEncoder
{
    private const int DefaultQuality = 95;

    /// <summary>Whether files of a format can hold colours of a kind together with the profile that says what they are.</summary>
    internal static bool Holds(ImageFormat format, SampleLayout layout) => format switch
    {
        ImageFormat.Bmp => false,
        ImageFormat.WebP => layout.ColourBands == 3,
        ImageFormat.Png => !layout.IsCmyk,
        _ => true,
    };

    /// <summary>The file.</summary>
    /// <param name="samples">Pixels of any kind; what the format cannot hold is reduced.</param>
    /// <param name="metadata">What stands beside them.</param>
    /// <param name="withProfile">Whether the profile in the metadata is theirs.</param>
    /// <param name="profile">Their profile where it is another one, null for none.</param>
    /// <param name="traits">How to store them.</param>
    /// <param name="quality">Quality of lossy formats, 1 to 100; null for that of <paramref name="traits"/>.</param>
    /// <exception cref="VipsException">The format cannot hold the image.</exception>
    /// <exception cref="ImageFileException">The file would be too large, or its metadata does not fit into it.</exception>
    internal static byte[] Encode(Samples samples, ImageMetadata metadata, bool withProfile, byte[]? profile, StorageTraits traits, int? quality)
    {
        if (traits.Format is ImageFormat.Jpeg or ImageFormat.WebP or ImageFormat.Bmp) samples = Depth.To8Bits(samples);
        if (traits.Format == ImageFormat.Jpeg)
        {
            metadata.CheckForJpeg();
            samples = Alpha.OnWhite(samples);
        }
        if (traits.Format == ImageFormat.Bmp)
        {
            samples = Alpha.GreyToRgb(samples);
            return new BmpFile(samples.Width, samples.Height, samples.Layout.Bands, samples.Data).Encode();
        }
        using var image = samples.ToImage();
        using var attached = metadata.AttachTo(image, withProfile);
        using var whole = profile is null ? attached : attached.Mutate(m => m.Set(GValue.BlobType, ColourConversion.Field, profile));
        // libvips would invent EXIF tags for a file that has none.
        var keep = metadata.HasExif ? Enums.ForeignKeep.All : Enums.ForeignKeep.All & ~Enums.ForeignKeep.Exif;
        int q = quality ?? traits.Quality ?? DefaultQuality;
        return traits.Format switch
        {
            ImageFormat.Png => whole.PngsaveBuffer(interlace: traits.Interlaced, keep: keep),
            ImageFormat.Jpeg => whole.JpegsaveBuffer(q: q, interlace: traits.Interlaced, subsampleMode: Subsampling(traits), keep: keep),
            ImageFormat.WebP => whole.WebpsaveBuffer(q: q, lossless: traits.Lossless, exact: traits.Lossless, keep: keep),
            _ => whole.TiffsaveBuffer(compression: traits.TiffCompression, predictor: Enums.ForeignTiffPredictor.Horizontal, keep: keep),
        };
    }

    private static Enums.ForeignSubsample Subsampling(StorageTraits traits) =>
        traits.Quality is null ? Enums.ForeignSubsample.Auto : traits.Subsampled ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off;
}
