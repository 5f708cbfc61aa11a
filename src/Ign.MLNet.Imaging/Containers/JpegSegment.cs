using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>A segment of a JPEG that is no part of the image: of an application (0xe0 to 0xef), or a comment (0xfe).</summary>
internal sealed record JpegSegment(byte Marker, byte[] Content)
{
    internal const byte Comment = 0xfe;

    /// <summary>Most bytes in a segment.</summary>
    internal const int MaxContent = 65_533;

    internal static ReadOnlySpan<byte> JfifName => "JFIF\0"u8;

    internal static ReadOnlySpan<byte> XmpName => "http://ns.adobe.com/xap/1.0/\0"u8;

    internal static ReadOnlySpan<byte> PhotoshopName => "Photoshop 3.0\0"u8;

    internal bool IsJfif => Is(0, JfifName) && Content.Length >= 14;

    internal bool IsExif => Is(1, ExifBlock.Prefix);

    internal bool IsXmp => Is(1, XmpName);

    internal bool IsProfile => Is(2, "ICC_PROFILE\0"u8);

    internal bool IsPictures => Is(2, "MPF\0"u8);

    internal bool IsPhotoshop => Is(13, PhotoshopName);

    internal bool IsAdobe => Is(14, "Adobe"u8) && Content.Length >= 12;

    /// <summary>How Adobe's segment says that colours are coded.</summary>
    internal byte AdobeTransform => Content[11];

    /// <summary>In words: the number of the application and the name that the content begins with.</summary>
    internal string Name
    {
        get
        {
            var letters = Content.TakeWhile(b => b is >= (byte)' ' and < 127).Take(40).ToArray();
            return Marker == Comment ? "a comment" : $"APP{Marker - 0xe0} '{Encoding.ASCII.GetString(letters)}'";
        }
    }

    internal static bool IsCarried(byte marker) => marker is (>= 0xe0 and <= 0xef) or Comment;

    internal bool Is(int application, ReadOnlySpan<byte> name) => Marker == 0xe0 + application && Content.AsSpan().StartsWith(name);

    internal void WriteTo(Stream stream)
    {
        Span<byte> head = [0xff, Marker, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(Content.Length + 2));
        stream.Write(head);
        stream.Write(Content);
    }
}
