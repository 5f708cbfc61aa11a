using NetVips;

namespace Ign.MLNet.Imaging;

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
    /// <param name="notCarried">What of the metadata is left out, or no longer true.</param>
    /// <exception cref="VipsException">The format cannot hold the image.</exception>
    /// <exception cref="ImageFileException">The file would be too large, or its metadata does not fit into it.</exception>
    internal static byte[] Encode(Samples samples, ImageMetadata metadata, bool withProfile, byte[]? profile, StorageTraits traits, int? quality,
        out IReadOnlyList<string> notCarried)
    {
        if (traits.Format is ImageFormat.Jpeg or ImageFormat.WebP or ImageFormat.Bmp) samples = Depth.To8Bits(samples);
        if (traits.Format == ImageFormat.Jpeg) samples = Alpha.OnWhite(samples);
        // A profile of the same format goes with the rest of the metadata.
        byte[]? embedded = metadata.CarriesProfileTo(traits.Format) ? null : profile ?? (withProfile ? metadata.Profile : null);
        return metadata.PutInto(Bare(samples, embedded, traits, quality), traits.Format, out notCarried);
    }

    /// <summary>A file with pixels, a profile, and nothing else that could be left out.</summary>
    private static byte[] Bare(Samples samples, byte[]? profile, StorageTraits traits, int? quality)
    {
        if (traits.Format == ImageFormat.Bmp)
        {
            samples = Alpha.GreyToRgb(samples);
            return new BmpFile(samples.Width, samples.Height, samples.Layout.Bands, samples.Data).Encode();
        }
        using var image = samples.ToImage();
        using var whole = profile is null ? image.Copy() : image.Mutate(m => m.Set(GValue.BlobType, ColourConversion.Field, profile));
        var keep = profile is null ? Enums.ForeignKeep.None : Enums.ForeignKeep.Icc;
        int q = quality ?? traits.Quality ?? DefaultQuality;
        return traits.Format switch
        {
            ImageFormat.Png => Png(whole, samples, traits, keep),
            ImageFormat.Jpeg => whole.JpegsaveBuffer(q: q, interlace: traits.Interlaced, subsampleMode: Subsampling(traits), keep: keep),
            ImageFormat.WebP => whole.WebpsaveBuffer(q: q, lossless: traits.Lossless, exact: traits.Lossless, keep: keep),
            _ => Tiff(whole, samples, traits, keep),
        };
    }

    private static byte[] Png(Image image, Samples samples, StorageTraits traits, Enums.ForeignKeep keep)
    {
        if (FewBits.Hold(samples, traits.Bits)) return image.PngsaveBuffer(interlace: traits.Interlaced, keep: keep, bitdepth: traits.Bits);
        if (traits.Palette && FewBits.FitPalette(samples))
        {
            // The colours of libvips's palette are a choice, which is exact or not.
            var file = image.PngsaveBuffer(interlace: traits.Interlaced, keep: keep, palette: true, q: 100, dither: 0, effort: 10);
            using var read = Image.PngloadBuffer(file);
            using var alike = read.Bands == 3 && samples.Layout.HasAlpha ? read.Bandjoin(byte.MaxValue) : read.Copy();
            bool sameKind = alike.Bands == samples.Layout.Bands && alike.Format == samples.Layout.Format;
            if (sameKind && alike.WriteToMemory<byte>().AsSpan().SequenceEqual(samples.Data)) return file;
        }
        return image.PngsaveBuffer(interlace: traits.Interlaced, keep: keep);
    }

    private static byte[] Tiff(Image image, Samples samples, StorageTraits traits, Enums.ForeignKeep keep)
    {
        bool few = FewBits.Hold(samples, traits.Bits);
        // Fax is for black and white alone, and differences of neighbours are for whole bytes.
        bool fax = traits.TiffCompression == Enums.ForeignTiffCompression.Ccittfax4;
        var compression = fax && !(few && traits.Bits == 1) ? Enums.ForeignTiffCompression.Deflate : traits.TiffCompression;
        var file = image.TiffsaveBuffer(
            compression: compression,
            predictor: few ? Enums.ForeignTiffPredictor.None : Enums.ForeignTiffPredictor.Horizontal,
            bitdepth: few ? traits.Bits : null,
            miniswhite: few && traits.WhiteIsZero,
            keep: keep);
        return samples.Layout.HasAlpha && traits.Fourth != FourthBand.Alpha ? TiffFile.WithFourth(file, traits.Fourth) : file;
    }

    private static Enums.ForeignSubsample Subsampling(StorageTraits traits) =>
        traits.Quality is null ? Enums.ForeignSubsample.Auto : traits.Subsampled ? Enums.ForeignSubsample.On : Enums.ForeignSubsample.Off;
}
