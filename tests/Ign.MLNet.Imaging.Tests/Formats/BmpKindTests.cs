using System.Buffers.Binary;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class BmpKindTests
{
    [TestMethod]
    public void Bits_of_a_palette_are_colours()
    {
        foreach (bool os2 in (bool[])[false, true])
        {
            var image = BmpFile.Decode(Bitmaps.Palette(1, 0, [0b1010_0000, 0, 0, 0, 0b0100_0000, 0, 0, 0], os2), 100);
            CollectionAssert.AreEqual(Rgb(0, 1, 0, 1, 0, 1), image.Pixels);
            image = BmpFile.Decode(Bitmaps.Palette(4, 0, [0x21, 0x00, 0, 0, 0x01, 0x20, 0, 0], os2), 100);
            CollectionAssert.AreEqual(Rgb(0, 1, 2, 2, 1, 0), image.Pixels);
        }
    }

    [TestMethod]
    public void Runs_are_colours_and_what_they_leave_out_is_the_first()
    {
        // Two of colour 1, one of colour 2, end of row; skip one, one of colour 1, end.
        CollectionAssert.AreEqual(Rgb(0, 1, 0, 1, 1, 2),
            BmpFile.Decode(Bitmaps.Palette(8, 1, [2, 1, 1, 2, 0, 0, 0, 2, 1, 0, 1, 1, 0, 1], os2: false), 100).Pixels);
        CollectionAssert.AreEqual(Rgb(1, 2, 1, 2, 2, 2), BmpFile.Decode(Bitmaps.Palette(4, 2, [3, 0x22, 0, 0, 3, 0x12, 0, 1], os2: false), 100).Pixels);
    }

    [TestMethod]
    public void Sixteen_bits_are_five_and_five_or_six()
    {
        CollectionAssert.AreEqual((byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255], BmpFile.Decode(Bitmaps.Sixteen(0x7c00, 0x03e0, 0x001f, masks: false), 100).Pixels);
        CollectionAssert.AreEqual((byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255], BmpFile.Decode(Bitmaps.Sixteen(0xf800, 0x07e0, 0x001f, masks: true), 100).Pixels);
    }

    [TestMethod]
    public void A_rare_kind_that_ends_early_is_refused()
    {
        foreach (var file in Bitmaps.All())
        {
            // Runs end where they like: what is behind their first row may be missing.
            bool runs = file[30] is 1 or 2 && file[14] == 40;
            int least = runs ? BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(10)) + 2 : file.Length;
            for (int length = 0; length < least; length++)
            {
                byte[] cut = file[..length];
                Assert.ThrowsExactly<ImageFileException>(() => BmpFile.Decode(cut, 100), $"{length} of {file.Length} bytes");
            }
        }
    }

    /// <summary>Colours of the palette of <see cref="Bitmaps"/>.</summary>
    private static byte[] Rgb(params int[] colours) => [.. colours.SelectMany(c => (byte[])[(byte)(100 + c), (byte)(50 + c), (byte)(10 * c)])];
}

/// <summary>Bitmaps of rarer kinds, 3 by 2 pixels, or 3 by 1 of 16 bits.</summary>
internal static class Bitmaps
{
    internal static byte[][] All() =>
    [
        Palette(1, 0, [0b1010_0000, 0, 0, 0, 0b0100_0000, 0, 0, 0], os2: false), Palette(4, 0, [0x21, 0x00, 0, 0, 0x01, 0x20, 0, 0], os2: true),
        Palette(8, 1, [2, 1, 1, 2, 0, 0, 3, 0, 0, 1], os2: false), Palette(4, 2, [3, 0x22, 0, 0, 3, 0x12, 0, 1], os2: false),
        Sixteen(0x7c00, 0x03e0, 0x001f, masks: false), Sixteen(0xf800, 0x07e0, 0x001f, masks: true),
    ];

    internal static byte[] Palette(int bits, int compression, byte[] pixels, bool os2)
    {
        byte[] palette = [.. Enumerable.Range(0, 1 << bits)
            .SelectMany(c => os2 ? (byte[])[(byte)(10 * c), (byte)(50 + c), (byte)(100 + c)] : [(byte)(10 * c), (byte)(50 + c), (byte)(100 + c), 0])];
        return File(3, 2, bits, compression, palette, pixels, os2);
    }

    internal static byte[] Sixteen(ushort red, ushort green, ushort blue, bool masks)
    {
        byte[] palette = masks ? [.. Bytes(red), .. Bytes(green), .. Bytes(blue)] : [];
        return File(3, 1, 16, masks ? 3 : 0, palette, [(byte)red, (byte)(red >> 8), (byte)green, (byte)(green >> 8), (byte)blue, (byte)(blue >> 8), 0, 0],
            os2: false);
    }

    private static byte[] File(int width, int height, int bits, int compression, byte[] palette, byte[] pixels, bool os2)
    {
        int header = os2 ? 12 : 40, start = 14 + header + palette.Length;
        byte[] sizes = os2
            ? [(byte)width, 0, (byte)height, 0, 1, 0, (byte)bits, 0]
            : [.. Bytes(width), .. Bytes(height), 1, 0, (byte)bits, 0, .. Bytes(compression), .. Bytes(pixels.Length), .. new byte[16]];
        return [(byte)'B', (byte)'M', .. Bytes(start + pixels.Length), 0, 0, 0, 0, .. Bytes(start), .. Bytes(header), .. sizes, .. palette, .. pixels];
    }

    private static byte[] Bytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
