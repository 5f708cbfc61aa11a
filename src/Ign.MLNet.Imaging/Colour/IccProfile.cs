using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>What the tags of a colour profile say (ICC.1:2022).</summary>
internal static class IccProfile
{
    /// <summary>Profiles of real devices end at 3 MB; what is larger is not given to the colour engine.</summary>
    private const int MaxBytes = 4 << 20;

    private const int Header = 128, TagEntry = 12, MaxTags = 100;

    /// <summary>Largest distance of a primary from that of sRGB, in XYZ: the roundings of the profiles in use lie below 0.001.</summary>
    private const double PrimaryTolerance = 0.002;

    /// <summary>The primaries of sRGB as profiles hold them: seen under D50 (IEC 61966-2-1, adapted by Bradford's matrix).</summary>
    private static readonly double[] s_primaries = [0.43607, 0.22249, 0.01392, 0.38515, 0.71687, 0.09708, 0.14307, 0.06061, 0.71410];

    /// <summary>
    /// Whether colours must be converted by this profile: it is whole by its header, made for so many bands, and not sRGB itself.
    /// A profile that is none of that is left aside: the samples are then taken for sRGB, as most programs do.
    /// </summary>
    internal static bool IsUsable(ReadOnlySpan<byte> profile, int colourBands) => IsFor(profile, colourBands) && !IsSrgb(profile, colourBands);

    /// <summary>Whether a profile is whole by its header and made for so many bands.</summary>
    internal static bool IsFor(ReadOnlySpan<byte> profile, int colourBands)
    {
        if (profile.Length is < Header + 4 or > MaxBytes || !profile[36..].StartsWith("acsp"u8)) return false;
        var space = colourBands switch { 1 => "GRAY"u8, 3 => "RGB "u8, _ => "CMYK"u8 };
        return profile[16..].StartsWith(space);
    }

    /// <summary>By its primaries and curves, never by its name: "sRGB-elle-V2-g10" is linear. A profile with tables of colours is something else.</summary>
    private static bool IsSrgb(ReadOnlySpan<byte> profile, int colourBands)
    {
        if (colourBands == 4 || !profile[20..].StartsWith("XYZ "u8) || !Tag(profile, "A2B0"u8).IsEmpty || !Tag(profile, "D2B0"u8).IsEmpty) return false;
        if (colourBands == 1) return IccCurve.IsSrgb(Tag(profile, "kTRC"u8));
        return IsPrimary(Tag(profile, "rXYZ"u8), 0) && IsPrimary(Tag(profile, "gXYZ"u8), 3) && IsPrimary(Tag(profile, "bXYZ"u8), 6)
            && IccCurve.IsSrgb(Tag(profile, "rTRC"u8)) && IccCurve.IsSrgb(Tag(profile, "gTRC"u8)) && IccCurve.IsSrgb(Tag(profile, "bTRC"u8));
    }

    private static bool IsPrimary(ReadOnlySpan<byte> tag, int first)
    {
        if (tag.Length < 20 || !tag.StartsWith("XYZ "u8)) return false;
        for (int i = 0; i < 3; i++)
            if (Math.Abs((BinaryPrimitives.ReadInt32BigEndian(tag[(8 + (4 * i))..]) / 65536.0) - s_primaries[first + i]) > PrimaryTolerance) return false;
        return true;
    }

    /// <summary>The content of a tag; empty where there is none.</summary>
    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        uint tags = Math.Min(U32(profile, Header), MaxTags);
        for (int i = 0; i < tags && Header + 4 + ((i + 1) * TagEntry) <= profile.Length; i++)
        {
            var entry = profile[(Header + 4 + (i * TagEntry))..];
            uint start = U32(entry, 4), length = U32(entry, 8);
            if (entry.StartsWith(name) && start <= profile.Length && length <= profile.Length - start) return profile.Slice((int)start, (int)length);
        }
        return default;
    }

    private static uint U32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
}
