using System.Buffers.Binary;
using System.Text;

namespace Ign.MLNet.Imaging;

/// <summary>Makes the colour profile (ICC.1:2022, version 4.3) of an image whose file says its colours by primaries and a curve.</summary>
internal static class MatrixProfile
{
    private const int Header = 128, TagEntry = 12;
    private const string Name = "made of the primaries and the curve that the image names";

    private static readonly byte[] s_d50 = Xyz(0.9642, 1, 0.8249);

    /// <summary>The profile for RGB; null where the primaries are no colours.</summary>
    internal static byte[]? Rgb(Chromaticities chromaticities, ToneCurve red, ToneCurve green, ToneCurve blue)
    {
        if (chromaticities.UnderD50() is not { } xyz) return null;
        return Make("RGB "u8, [("rXYZ", Row(0)), ("gXYZ", Row(1)), ("bXYZ", Row(2)), ("rTRC", red.Tag), ("gTRC", green.Tag), ("bTRC", blue.Tag)]);

        byte[] Row(int i) => Xyz(xyz[i, 0], xyz[i, 1], xyz[i, 2]);
    }

    /// <summary>The profile for grey.</summary>
    internal static byte[] Grey(ToneCurve curve) => Make("GRAY"u8, [("kTRC", curve.Tag)]);

    private static byte[] Make(ReadOnlySpan<byte> space, (string Name, byte[] Content)[] own)
    {
        (string Name, byte[] Content)[] tags = [("desc", Text(Name)), ("cprt", Text("no copyright")), ("wtpt", s_d50), .. own];
        int at = Header + 4 + (tags.Length * TagEntry);
        var file = new byte[at + tags.Sum(t => Padded(t.Content))];
        Put(file, 0, file.Length);
        Put(file, 8, 0x04300000);
        "mntr"u8.CopyTo(file.AsSpan(12));
        space.CopyTo(file.AsSpan(16));
        "XYZ "u8.CopyTo(file.AsSpan(20));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(24), 2000); // a date must be one, and the same profile be the same bytes
        (file[27], file[29]) = (1, 1);
        "acsp"u8.CopyTo(file.AsSpan(36));
        s_d50.AsSpan(8).CopyTo(file.AsSpan(68)); // the white of the connection space
        Put(file, Header, tags.Length);
        for (int i = 0; i < tags.Length; i++)
        {
            int entry = Header + 4 + (i * TagEntry);
            Encoding.ASCII.GetBytes(tags[i].Name, file.AsSpan(entry));
            Put(file, entry + 4, at);
            Put(file, entry + 8, tags[i].Content.Length);
            tags[i].Content.CopyTo(file, at);
            at += Padded(tags[i].Content);
        }
        return file;
    }

    private static int Padded(byte[] content) => (content.Length + 3) / 4 * 4;

    private static byte[] Xyz(double x, double y, double z)
    {
        var tag = new byte[20];
        "XYZ "u8.CopyTo(tag);
        double[] values = [x, y, z];
        for (int i = 0; i < 3; i++) Put(tag, 8 + (4 * i), (int)Math.Round(values[i] * 65536));
        return tag;
    }

    private static byte[] Text(string text)
    {
        const int Start = 28; // after a table of one language
        var tag = new byte[Start + (2 * text.Length)];
        "mluc"u8.CopyTo(tag);
        Put(tag, 8, 1);
        Put(tag, 12, 12);
        "enUS"u8.CopyTo(tag.AsSpan(16));
        Put(tag, 20, 2 * text.Length);
        Put(tag, 24, Start);
        Encoding.BigEndianUnicode.GetBytes(text, tag.AsSpan(Start));
        return tag;
    }

    private static void Put(byte[] file, int at, int value) => BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), value);
}
