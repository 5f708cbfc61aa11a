using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Ign.MLNet.Evaluation;

/// <summary>Writes interpolated strings as HTML: what stands in the literal is markup, and every value is escaped, so that none can be forgotten.</summary>
internal sealed class HtmlValue : IFormatProvider, ICustomFormatter
{
    // Letters of all scripts stay as they are; markup, control characters and unpaired surrogates do not.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly HtmlValue s_format = new();

    private HtmlValue()
    {
    }

    /// <summary>The markup with its values.</summary>
    internal static string Of(FormattableString html) => html.ToString(s_format);

    public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    /// <param name="format"><c>raw</c> for a value that is markup already.</param>
    /// <param name="arg">The value.</param>
    /// <param name="formatProvider">Not used: figures read the same in every culture.</param>
    public string Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        if (format == "raw") return arg?.ToString() ?? "";
        return s_encoder.Encode(arg is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString() ?? "");
    }
}
