using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>
/// The way from an image's own colours to sRGB, in which models see them, and back; by the embedded profile, or for CMYK without one by the profile that
/// libvips brings. All of it with 16 bits.
/// </summary>
/// <param name="Layout">What is converted; its alpha is not.</param>
/// <param name="Profile">The embedded profile, null for CMYK without one.</param>
internal sealed record ColourConversion(SampleLayout Layout, byte[]? Profile)
{
    /// <summary>Name of the field of libvips with the embedded profile.</summary>
    internal const string Field = "icc-profile-data";

    private const string Srgb = "srgb", Cmyk = "cmyk";
    private const Enums.Intent Relative = Enums.Intent.Relative;

    /// <summary>The conversion that an image needs; null where its samples are sRGB or grey, or are taken for it because its profile is damaged or odd.</summary>
    internal static ColourConversion? Of(SampleLayout layout, byte[]? profile)
    {
        if (profile is not null && IccProfile.IsUsable(profile, layout.ColourBands))
        {
            var conversion = new ColourConversion(layout, profile);
            if (conversion.Works()) return conversion;
        }
        return layout.IsCmyk ? new ColourConversion(layout, null) : null;
    }

    /// <summary>Interleaved sRGB of 16 bits.</summary>
    /// <param name="colour">Interleaved samples without alpha.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <param name="rows">Rows in pixels.</param>
    internal ushort[] ToSrgb(byte[] colour, int width, int rows)
    {
        using var samples = new Samples(width, rows, Layout with { HasAlpha = false }, colour).ToImage();
        if (Profile is null)
        {
            using var result = samples.IccTransform(Srgb, intent: Relative, embedded: false, inputProfile: Cmyk, depth: 16);
            return result.WriteToMemory<ushort>();
        }
        using var tagged = Tagged(samples);
        using var converted = tagged.IccTransform(Srgb, intent: Relative, embedded: true, depth: 16);
        return converted.WriteToMemory<ushort>();
    }

    /// <summary>The way back: interleaved samples of 16 bits in the image's own bands.</summary>
    /// <param name="srgb">Interleaved sRGB of 16 bits.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <param name="rows">Rows in pixels.</param>
    internal ushort[] FromSrgb(ushort[] srgb, int width, int rows)
    {
        using var raw = Image.NewFromMemory(srgb, width, rows, 3, Enums.BandFormat.Ushort);
        using var samples = raw.Copy(interpretation: Enums.Interpretation.Rgb16);
        if (Profile is null)
        {
            using var result = samples.IccTransform(Cmyk, intent: Relative, embedded: false, inputProfile: Srgb, depth: 16);
            return result.WriteToMemory<ushort>();
        }
        // libvips takes the profile of the target from a file or from the image itself; the latter needs the way over Lab.
        using var lab = samples.IccImport(intent: Relative, embedded: false, inputProfile: Srgb);
        using var tagged = Tagged(lab);
        using var converted = tagged.IccExport(intent: Relative, depth: 16);
        return converted.WriteToMemory<ushort>();
    }

    private Image Tagged(Image image) => image.Mutate(m => m.Set(GValue.BlobType, Field, Profile));

    /// <summary>Tries both ways on one pixel: a profile can be damaged anywhere, or know one way alone, as those of scanners do.</summary>
    private bool Works()
    {
        try
        {
            var there = ToSrgb(new byte[Layout.ColourBands * (Layout.Wide ? 2 : 1)], 1, 1);
            return there.Length == 3 && FromSrgb(there, 1, 1).Length == Layout.ColourBands;
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
