using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Writes and reads every string of .NET, also one with half of a surrogate pair, as names of files on Windows may have. The serialiser alone would
/// replace such a half when writing and throw when reading.
/// </summary>
internal sealed class AnyStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.ValueIsEscaped) return reader.GetString();
        var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        // All escapes of JSON are escapes of regular expressions too, and the reader has checked that there are no others.
        return Regex.Unescape(Encoding.UTF8.GetString(raw));
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0) writer.WriteStringValue(value);
        else writer.WriteRawValue($"\"{Escaped(value, options.Encoder ?? JavaScriptEncoder.Default)}\"", skipInputValidation: true);
    }

    private static string Escaped(string value, JavaScriptEncoder encoder)
    {
        var text = new StringBuilder();
        int start = 0;
        for (int at = 0; at < value.Length;)
        {
            bool whole = Rune.DecodeFromUtf16(value.AsSpan(at), out _, out int length) == OperationStatus.Done;
            if (!whole)
            {
                text.Append(encoder.Encode(value[start..at])).Append($"\\u{(int)value[at]:x4}");
                start = at + length;
            }
            at += length;
        }
        return text.Append(encoder.Encode(value[start..])).ToString();
    }
}
