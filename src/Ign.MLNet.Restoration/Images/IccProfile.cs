using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>The header of an embedded colour profile.</summary>
internal static class IccProfile
{
    /// <summary>Profiles of real devices end at 3 MB; what is larger is not given to the colour engine.</summary>
    private const int MaxBytes = 4 << 20;

    private const int Header = 128, TagEntry = 12, MaxTags = 100;

    /// <summary>
    /// Whether colours must be converted by this profile: it is whole by its header, made for so many bands, and not sRGB itself by its description.
    /// A profile that is none of that is left aside: the samples are then taken for sRGB, as most programs do.
    /// </summary>
    internal static bool IsUsable(ReadOnlySpan<byte> profile, int colourBands)
    {
        if (profile.Length is < Header + 4 or > MaxBytes || !profile[36..].StartsWith("acsp"u8)) return false;
        var space = colourBands switch { 1 => "GRAY"u8, 3 => "RGB "u8, _ => "CMYK"u8 };
        return profile[16..].StartsWith(space) && !IsSrgb(Description(profile));
    }

    /// <summary>Names such as "sRGB IEC61966-2.1", but not "Linear sRGB", which has other values for the same colours.</summary>
    private static bool IsSrgb(string description) =>
        description.Contains("sRGB", StringComparison.OrdinalIgnoreCase) && !description.Contains("linear", StringComparison.OrdinalIgnoreCase);

    private static string Description(ReadOnlySpan<byte> profile)
    {
        uint tags = Math.Min(U32(profile, Header), MaxTags);
        for (int i = 0; i < tags && Header + 4 + ((i + 1) * TagEntry) <= profile.Length; i++)
        {
            var entry = profile[(Header + 4 + (i * TagEntry))..];
            uint start = U32(entry, 4), length = U32(entry, 8);
            if (!entry.StartsWith("desc"u8) || start > profile.Length || length < 12 || length > profile.Length - start) continue;
            var text = profile.Slice((int)start, (int)length);
            // Version 4 holds UTF-16 in one or more languages, version 2 ASCII: both are found without a look at their tables.
            return text.StartsWith("mluc"u8) ? Encoding.BigEndianUnicode.GetString(text[12..]) : Encoding.Latin1.GetString(text[12..]);
        }
        return "";
    }

    private static uint U32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
}
