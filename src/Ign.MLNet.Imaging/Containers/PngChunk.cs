using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>A chunk of a PNG.</summary>
/// <param name="Name">Four letters; the last one is small where the chunk stays true when the image changes.</param>
/// <param name="Content">Its content.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record PngChunk(string Name, byte[] Content, PngPlace Place)
{
    private const int Signature = 8, Around = 12;

    private static readonly uint[] s_crc =
        [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (crc, _) => (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)))))];

    internal bool IsSafeToCopy => char.IsAsciiLetterLower(Name[3]);

    /// <summary>All chunks up to the last that is whole; contents of pixels are left out.</summary>
    internal static List<PngChunk> Read(byte[] file, out int end)
    {
        var result = new List<PngChunk>();
        var place = PngPlace.BeforePalette;
        end = file.Length;
        for (long at = Signature; at + Around <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (length > file.Length - at - Around) break;
            string name = Encoding.Latin1.GetString(file, (int)at + 4, 4);
            if (name == "PLTE") place = PngPlace.BeforePixels;
            if (name == "IDAT") place = PngPlace.AfterPixels;
            else result.Add(new PngChunk(name, file.AsSpan((int)at + 8, (int)length).ToArray(), place));
            at += Around + length;
            if (name != "IEND") continue;
            end = (int)at;
            break;
        }
        return result;
    }

    internal void WriteTo(Stream stream)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, Content.Length);
        stream.Write(number);
        byte[] name = Encoding.Latin1.GetBytes(Name);
        stream.Write(name);
        stream.Write(Content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(~0u, name), Content));
        stream.Write(number);
    }

    private static uint Crc(uint crc, byte[] data)
    {
        foreach (byte b in data) crc = s_crc[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }
}
