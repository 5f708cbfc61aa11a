using System.IO.Compression;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>A text in a PNG: tEXt, zTXt or iTXt.</summary>
/// <param name="Chunk">Name of the chunk.</param>
/// <param name="Key">What the text is; Latin-1, so that any bytes pass.</param>
/// <param name="Before">All of the chunk before the text itself.</param>
/// <param name="Text">The text: Latin-1, or bytes of UTF-8 one by one.</param>
/// <param name="Compressed">Whether it is stored with deflate.</param>
internal sealed record PngText(string Chunk, string Key, byte[] Before, string Text, bool Compressed)
{
    internal const string XmpKey = "XML:com.adobe.xmp";

    /// <summary>What is unpacked at most; the blocks that are looked at have no megabyte.</summary>
    private const int MaxBytes = 1 << 24;

    /// <summary>The text as it is meant.</summary>
    internal string Meant => Chunk == "iTXt" ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Text)) : Text;

    /// <summary>Null for another chunk, and for a damaged one.</summary>
    internal static PngText? Read(PngChunk chunk)
    {
        if (chunk.Name is not ("tEXt" or "zTXt" or "iTXt")) return null;
        var content = chunk.Content.AsSpan();
        int end = content.IndexOf((byte)0), at = end + 1;
        bool compressed = chunk.Name == "zTXt";
        if (end <= 0) return null;
        if (compressed) at++;
        if (chunk.Name == "iTXt")
        {
            if (at + 2 > content.Length) return null;
            compressed = content[at] != 0;
            at += 2;
            for (int i = 0; i < 2; i++) // language and translated keyword
            {
                int zero = at <= content.Length ? content[at..].IndexOf((byte)0) : -1;
                if (zero < 0) return null;
                at += zero + 1;
            }
        }
        if (at > content.Length) return null;
        var bytes = compressed ? Inflated(chunk.Content, at) : content[at..].ToArray();
        return bytes is null
            ? null
            : new PngText(chunk.Name, Encoding.Latin1.GetString(content[..end]), content[..at].ToArray(), Encoding.Latin1.GetString(bytes), compressed);
    }

    /// <summary>The content of the chunk with another text.</summary>
    internal byte[] With(string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        if (!Compressed) return [.. Before, .. bytes];
        using var packed = new MemoryStream();
        packed.Write(Before);
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(bytes);
        return packed.ToArray();
    }

    private static byte[]? Inflated(byte[] content, int start)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(content, start, content.Length - start), CompressionMode.Decompress);
            using var result = new MemoryStream();
            var part = new byte[1 << 14];
            for (int read; (read = zlib.Read(part)) > 0;)
            {
                result.Write(part, 0, read);
                if (result.Length > MaxBytes) return null;
            }
            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
