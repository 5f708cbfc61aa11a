using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>The reason for which libvips or a decoder behind it failed, in words of people, with its own words in brackets.</summary>
/// <param name="Text">One line.</param>
/// <param name="MayPass">Whether the machine is to blame, and not the image.</param>
internal sealed record DecoderReason(string Text, bool MayPass)
{
    private const string Short = "the file ends early", Damaged = "its data are damaged";

    private static readonly (string Part, string Meaning)[] s_meanings =
    [
        ("premature end", Short), ("not enough data", Short), ("unexpected end", Short), ("end of file", Short), ("bad seek", Short), ("seek error", Short),
        ("got 0 bytes", Short), ("file is too short", Short),
        ("not a png", "it is none, it only begins like one"), ("unable to parse", "it ends early or is damaged"),
        ("not a known file format", "its format is not known"),
        ("huffman", Damaged), ("crc error", Damaged), ("data check", Damaged), ("filter value", Damaged), ("corrupt", Damaged), ("invalid", Damaged),
        ("not in table", Damaged), ("not yet in table", Damaged),
    ];

    private static readonly string[] s_memory = ["out of memory", "insufficient memory", "memory allocation", "cannot allocate memory"];

    /// <summary>Finds it in the text of an exception and in what the decoder warned of before.</summary>
    internal static DecoderReason Of(VipsException e, IEnumerable<string> warnings, ImageFormat? format)
    {
        // libvips appends its own lines to the text of the binding, the innermost first or not: a line of the decoder itself is the one to show.
        string[] lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
        if (lines.FirstOrDefault(l => s_memory.Any(m => l.Contains(m, StringComparison.OrdinalIgnoreCase))) is { } memory)
            return new DecoderReason($"there is not enough memory ({Clean(memory)})", MayPass: true);
        // That of PNG warns of the cause, and then only says that it cannot read.
        if (format == ImageFormat.Png) lines = [.. warnings.Where(w => !w.StartsWith("error in tile", StringComparison.Ordinal)), .. lines];
        string decoder = format == ImageFormat.Avif ? "heif" : format?.ToString() ?? "";
        string? line = lines.FirstOrDefault(l => Meaning(l) is not null)
            ?? lines.FirstOrDefault(l => decoder.Length > 0 && l.Split(':')[0].Contains(decoder, StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault();
        if (line is null) return new DecoderReason("it is damaged, the decoder does not say where", MayPass: false);
        return new DecoderReason(Meaning(line) is { } meaning ? $"{meaning} ({Clean(line)})" : Clean(line), MayPass: false);
    }

    private static string? Meaning(string line) => s_meanings.FirstOrDefault(m => line.Contains(m.Part, StringComparison.OrdinalIgnoreCase)).Meaning;

    private static string Clean(string line) => string.Concat(line.Where(c => !char.IsControl(c)));
}
