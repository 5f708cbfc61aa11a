using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Finds out what the colours of an image are: by its profile, or by what else its file says.</summary>
internal static class ImageColour
{
    private const int TransferFunction = 301, WhitePoint = 318, Primaries = 319;

    /// <summary>The exponent of Adobe RGB (1998).</summary>
    private const double AdobeExponent = 563.0 / 256;

    /// <summary>
    /// The profile of the samples: the embedded one, or one made of other statements; null where there is none, and the samples are taken for sRGB.
    /// </summary>
    /// <exception cref="ImageFileException">The colours cannot be converted.</exception>
    internal static byte[]? Profile(byte[] file, ImageFormat format, Image image, SampleLayout layout)
    {
        var embedded = image.Contains(ColourConversion.Field) ? image.Get(ColourConversion.Field) as byte[] : null;
        if (layout.IsCmyk) return embedded;
        if (format == ImageFormat.Png) return PngColour.Profile(file, embedded, layout.ColourBands);
        if (embedded is not null) return embedded;
        if (format == ImageFormat.Tiff && TiffProfile(TiffDirectory.Read(file), layout) is { } made) return made;
        return layout.ColourBands == 3 && IsAdobeRgb(image) ? AdobeRgb() : null;
    }

    /// <summary>Primaries, white and curve of an RGB TIFF (TIFF 6.0, section 20); what is missing is that of sRGB.</summary>
    private static byte[]? TiffProfile(TiffDirectory tags, SampleLayout layout)
    {
        var white = tags.Numbers(WhitePoint, 2);
        var primaries = tags.Numbers(Primaries, 6);
        var curves = Curves(tags, layout);
        if (layout.ColourBands == 1) return curves is null ? null : MatrixProfile.Grey(curves[0]);
        if (white is null && primaries is null && curves is null) return null;
        var srgb = Chromaticities.Srgb;
        var named = primaries is null ? srgb
            : new Chromaticities(srgb.WhiteX, srgb.WhiteY, primaries[0], primaries[1], primaries[2], primaries[3], primaries[4], primaries[5]);
        if (white is not null) named = named with { WhiteX = white[0], WhiteY = white[1] };
        curves ??= [ToneCurve.Srgb, ToneCurve.Srgb, ToneCurve.Srgb];
        return MatrixProfile.Rgb(named, curves[0], curves[1], curves[2]);
    }

    /// <summary>One curve for each band; null where the tag is absent or of another size.</summary>
    private static List<ToneCurve>? Curves(TiffDirectory tags, SampleLayout layout)
    {
        const int Photometric = 262, BlackIsZero = 1, Rgb = 2;
        if (tags.Whole(Photometric) is not (BlackIsZero or Rgb)) return null;
        int size = layout.MaxValue + 1, count = tags.Count(TransferFunction), bands = layout.ColourBands;
        if ((count != size && count != size * bands) || tags.Numbers(TransferFunction, count) is not { } values) return null;
        var light = values.Select(v => double.IsNaN(v) ? (ushort)0 : (ushort)Math.Clamp(v, 0, ushort.MaxValue)).ToArray();
        var bandCurves = Enumerable.Range(0, bands).Select(b => ToneCurve.Table(light.AsSpan(count == size ? 0 : b * size, size)));
        List<ToneCurve> curves = [.. bandCurves.OfType<ToneCurve>()];
        return curves.Count == bands ? curves : null;
    }

    /// <summary>Cameras mark Adobe RGB by an index (DCF 2.0: R03 beside a colour space that is "uncalibrated"), some by a colour space of 2.</summary>
    private static bool IsAdobeRgb(Image image)
    {
        string space = Text(image, "exif-ifd2-ColorSpace"), index = Text(image, "exif-ifd4-InteroperabilityIndex");
        if (space.StartsWith("2 ", StringComparison.Ordinal)) return true;
        return index.StartsWith("R03", StringComparison.Ordinal) && !space.StartsWith("1 ", StringComparison.Ordinal);
    }

    private static byte[]? AdobeRgb()
    {
        var curve = ToneCurve.Power(AdobeExponent)!;
        return MatrixProfile.Rgb(Chromaticities.AdobeRgb, curve, curve, curve);
    }

    private static string Text(Image image, string field) => image.Contains(field) ? image.Get(field) as string ?? "" : "";
}
