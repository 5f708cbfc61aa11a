using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Ign.MLNet.Reports;

/// <summary>
/// Writes an interpolated string as HTML: what stands in the literal is markup, and every value is escaped, so that none can be forgotten. Numbers are
/// written for people.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlText
{
    // Letters of all scripts stay as they are; markup, control characters and unpaired surrogates do not.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly TextWriter _target;

    public HtmlText(int literalLength, int formattedCount, HtmlPage page)
    {
        _ = (literalLength, formattedCount);
        _target = page.Target;
    }

    public void AppendLiteral(string markup) => _target.Write(markup);

    public void AppendFormatted(string? text) => s_encoder.Encode(_target, Visible(text ?? ""));

    public void AppendFormatted(long number) => _target.Write(Figures.Count(number));

    public void AppendFormatted(double number) => AppendFormatted(Figures.Number(number));

    /// <summary>A number for machines: positions in a drawing, attributes.</summary>
    public void AppendFormatted(double number, string format) => _target.Write(number.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted(Markup markup) => _target.Write(markup.Html);

    /// <summary>Text as HTML and XML can hold it; an unpaired surrogate becomes a replacement character.</summary>
    internal static string Escape(string text) => s_encoder.Encode(Visible(text));

    /// <summary>Shows what would be invisible or would turn the text around it: a file name must not pass for another.</summary>
    private static string Visible(string text)
    {
        if (!text.Any(IsHidden)) return text;
        var visible = new StringBuilder();
        foreach (char c in text)
        {
            if (IsHidden(c)) visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else visible.Append(c);
        }
        return visible.ToString();
    }

    private static bool IsHidden(char c) =>
        char.IsControl(c) || c is '\u200e' or '\u200f' or '\u061c' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
            or '\ufeff' or '\ufffe' or '\uffff';
}
