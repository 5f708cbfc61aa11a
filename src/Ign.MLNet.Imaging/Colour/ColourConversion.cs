using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>
/// The way from an image's own colours to sRGB, in which models see them, and back; by the embedded profile, or for CMYK without one by the profile that
/// libvips brings. All of it with 16 bits.
/// </summary>
/// <param name="layout">What is converted; its alpha is not.</param>
/// <param name="profile">The embedded profile, null for CMYK without one.</param>
internal sealed class ColourConversion(SampleLayout layout, byte[]? profile) : IDisposable
{
    /// <summary>Name of the field of libvips with the embedded profile.</summary>
    internal const string Field = "icc-profile-data";

    private const string Srgb = "srgb", Cmyk = "cmyk";
    private const Enums.Intent Relative = Enums.Intent.Relative;

    // libvips takes the profile of a target from a file alone. The way around, over Lab in floats, takes more than ten times as long.
    private string? _profileFile;

    /// <summary>
    /// The conversion that an image needs; null where its samples are sRGB or grey, or are taken for it because its profile is damaged or odd.
    /// </summary>
    internal static ColourConversion? Of(SampleLayout layout, byte[]? profile)
    {
        if (profile is not null && IccProfile.IsUsable(profile, layout.ColourBands))
        {
            var conversion = new ColourConversion(layout, profile);
            bool works = false;
            try
            {
                works = conversion.Works();
                if (works) return conversion;
            }
            finally
            {
                if (!works) conversion.Dispose();
            }
        }
        return layout.IsCmyk ? new ColourConversion(layout, null) : null;
    }

    /// <summary>Interleaved sRGB of 16 bits.</summary>
    /// <param name="colour">Interleaved samples without alpha.</param>
    /// <param name="width">Columns in pixels.</param>
    /// <param name="rows">Rows in pixels.</param>
    internal ushort[] ToSrgb(byte[] colour, int width, int rows)
    {
        using var samples = new Samples(width, rows, layout with { HasAlpha = false }, colour).ToImage();
        if (profile is null)
        {
            using var result = samples.IccTransform(Srgb, intent: Relative, embedded: false, inputProfile: Cmyk, depth: 16);
            return result.WriteToMemory<ushort>();
        }
        using var tagged = samples.Mutate(m => m.Set(GValue.BlobType, Field, profile));
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
        try
        {
            using var result = samples.IccTransform(profile is null ? Cmyk : ProfileFile(), intent: Relative, embedded: false, inputProfile: Srgb, depth: 16);
            return result.WriteToMemory<ushort>();
        }
        catch (VipsException e) when (_profileFile is { } file && !TemporaryProfiles.IsWhole(file, profile!))
        {
            throw new ImageFileException("has a colour profile whose temporary file cannot be read.", e) { MayPass = true };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_profileFile is null) return;
        try
        {
            File.Delete(_profileFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A small file stays in the folder for temporary ones; no reason to fail.
        }
        _profileFile = null;
    }

    /// <exception cref="ImageFileException">There is no place for temporary files.</exception>
    private string ProfileFile()
    {
        if (_profileFile is not null) return _profileFile;
        try
        {
            return _profileFile = TemporaryProfiles.Write(profile!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageFileException($"has a colour profile that cannot be put into a temporary file: {e.Message}", e) { MayPass = true };
        }
    }

    /// <summary>Tries both ways on one pixel: a profile can be damaged anywhere, or know one way alone, as those of scanners do.</summary>
    private bool Works()
    {
        try
        {
            var there = ToSrgb(new byte[layout.ColourBands * (layout.Wide ? 2 : 1)], 1, 1);
            return there.Length == 3 && FromSrgb(there, 1, 1).Length == layout.ColourBands;
        }
        catch (VipsException)
        {
            return false;
        }
    }
}
