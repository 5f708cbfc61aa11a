using System.Globalization;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>The form in which ImageMagick puts EXIF, IPTC and XMP into texts of a PNG: a name, a length, and hexadecimal digits in lines.</summary>
internal static class RawProfile
{
    internal const string Keyword = "Raw profile type ";

    private const int BytesInLine = 36;

    /// <summary>The bytes; null where the text is damaged.</summary>
    internal static byte[]? Decode(string text)
    {
        string[] lines = text.Split('\n', 4);
        if (lines.Length < 4 || lines[0].Length > 0 || !int.TryParse(lines[2].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            return null;
        string digits = string.Concat(lines[3].Where(c => !char.IsWhiteSpace(c)));
        if (digits.Length != 2L * length) return null;
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    internal static string Encode(string name, byte[] content)
    {
        var text = new StringBuilder().Append('\n').Append(name).Append('\n').Append(CultureInfo.InvariantCulture, $"{content.Length,8}");
        for (int at = 0; at < content.Length; at += BytesInLine)
            text.Append('\n').Append(Convert.ToHexStringLower(content, at, Math.Min(BytesInLine, content.Length - at)));
        return text.Append('\n').ToString();
    }
}
