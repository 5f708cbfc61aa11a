using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>
/// The colours that the chunks of a PNG name, in the order of precedence of the PNG specification (third edition, 4.3): cICP, iCCP, sRGB, gAMA and cHRM.
/// </summary>
internal static class PngColour
{
    /// <summary>1/2.2, the number for sRGB in gAMA; with the primaries of sRGB, or none, it means its curve.</summary>
    private const uint SrgbGamma = 45_455;

    /// <summary>The profile of the samples; null where they are sRGB, or nothing is said.</summary>
    /// <param name="file">The file.</param>
    /// <param name="embedded">The content of iCCP.</param>
    /// <param name="bands">1 grey, 3 RGB.</param>
    /// <exception cref="ImageFileException">The image has a range of brightness that sRGB does not have.</exception>
    internal static byte[]? Profile(ReadOnlySpan<byte> file, byte[]? embedded, int bands)
    {
        if (PngFile.Chunk(file, "cICP"u8, out var coded) && coded.Length == 4 && CodedProfile(coded, bands, out var profile)) return profile;
        if (embedded is not null && IccProfile.IsFor(embedded, bands)) return embedded;
        if (PngFile.Chunk(file, "sRGB"u8, out _)) return null;
        bool hasGamma = PngFile.Chunk(file, "gAMA"u8, out var gamma) && gamma.Length == 4;
        bool hasPrimaries = PngFile.Chunk(file, "cHRM"u8, out var primaries) && primaries.Length == 32;
        var named = hasPrimaries ? Primaries(primaries) : null;
        if (!hasGamma && named is null) return null;
        uint stored = hasGamma ? BinaryPrimitives.ReadUInt32BigEndian(gamma) : SrgbGamma;
        bool srgbCurve = !hasGamma || (stored == SrgbGamma && (named is null || IsSrgb(named.Value)));
        var curve = srgbCurve ? ToneCurve.Srgb : stored == 0 ? null : ToneCurve.Power(100_000.0 / stored);
        return Profile(named ?? Chromaticities.Srgb, curve ?? ToneCurve.Srgb, bands);
    }

    /// <summary>By the code points of ITU-T H.273; false where the chunk says nothing that is known.</summary>
    private static bool CodedProfile(ReadOnlySpan<byte> coded, int bands, out byte[]? profile)
    {
        profile = null;
        const byte Unspecified = 2, Identity = 0;
        byte primaries = coded[0], transfer = coded[1];
        if (coded[2] != Identity) return false; // the specification allows no other
        if (transfer is 16 or 18)
        {
            string name = transfer == 16 ? "PQ" : "HLG";
            throw new ImageFileException($"has high dynamic range (cICP {primaries}-{transfer}: {name}); models see sRGB, which has no place for it.");
        }
        if (transfer is 9 or 10) throw new ImageFileException($"has a logarithmic curve (cICP {primaries}-{transfer}), which is not converted.");
        if (coded[3] == 0) throw new ImageFileException($"has samples of narrow range (cICP {primaries}-{transfer}), which are not converted.");
        Chromaticities? chromaticities = primaries switch
        {
            1 => Chromaticities.Srgb,
            4 => new(0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
            5 => Chromaticities.OfD65(0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
            6 or 7 => Chromaticities.OfD65(0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
            8 => new(0.310, 0.316, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
            9 => Chromaticities.OfD65(0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
            11 => new(0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
            12 => Chromaticities.OfD65(0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
            22 => Chromaticities.OfD65(0.630, 0.340, 0.295, 0.605, 0.155, 0.077),
            10 => throw new ImageFileException("has CIE XYZ for RGB (cICP 10), which is not converted."),
            _ => null,
        };
        var curve = transfer switch
        {
            1 or 6 or 11 or 12 or 14 or 15 => ToneCurve.Bt709,
            4 => ToneCurve.Power(2.2),
            5 => ToneCurve.Power(2.8),
            7 => ToneCurve.Smpte240,
            8 => ToneCurve.Power(1),
            13 => ToneCurve.Srgb,
            17 => ToneCurve.Power(2.6),
            _ => null,
        };
        if ((chromaticities is null && primaries != Unspecified) || (curve is null && transfer != Unspecified)) return false;
        if (chromaticities is null && curve is null) return false;
        profile = Profile(chromaticities ?? Chromaticities.Srgb, curve ?? ToneCurve.Srgb, bands);
        return true;
    }

    private static byte[]? Profile(Chromaticities chromaticities, ToneCurve curve, int bands) =>
        bands == 1 ? MatrixProfile.Grey(curve) : MatrixProfile.Rgb(chromaticities, curve, curve, curve);

    private static Chromaticities? Primaries(ReadOnlySpan<byte> content)
    {
        var v = new double[8];
        for (int i = 0; i < 8; i++) v[i] = BinaryPrimitives.ReadInt32BigEndian(content[(4 * i)..]) / 100_000.0;
        var named = new Chromaticities(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
        return named.UnderD50() is null ? null : named;
    }

    private static bool IsSrgb(Chromaticities named) =>
        !IccProfile.IsUsable(MatrixProfile.Rgb(named, ToneCurve.Srgb, ToneCurve.Srgb, ToneCurve.Srgb), 3);
}
