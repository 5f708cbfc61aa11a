using System.Buffers.Binary;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class BmpFileTests
{
    private const long Limit = 1_000_000;

    [TestMethod]
    public void Rows_from_top_to_bottom_are_read_too()
    {
        var image = Make(4, 2, 3);
        var file = image.Encode();
        var flipped = (byte[])file.Clone();
        BinaryPrimitives.WriteInt32LittleEndian(flipped.AsSpan(22), -2);
        file.AsSpan(54, 12).CopyTo(flipped.AsSpan(66));
        file.AsSpan(66, 12).CopyTo(flipped.AsSpan(54));
        CollectionAssert.AreEqual(image.Pixels, BmpFile.Decode(flipped, Limit).Pixels);
    }

    [TestMethod]
    public void A_palette_of_colours_is_resolved()
    {
        var file = new BmpFile(2, 1, 1, [0, 1]).Encode();
        (file[54], file[55], file[56]) = (30, 20, 10);  // colour 0 in the order blue, green, red
        var image = BmpFile.Decode(file, Limit);
        Assert.AreEqual(3, image.Bands);
        CollectionAssert.AreEqual((byte[])[10, 20, 30, 1, 1, 1], image.Pixels);
    }

    [TestMethod]
    public void The_fourth_byte_without_a_mask_is_no_alpha()
    {
        var file = Make(2, 2, 4).Encode();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(30), 0);
        Assert.AreEqual(3, BmpFile.Decode(file, Limit).Bands);
    }

    [TestMethod]
    [DataRow(18, 0)]
    [DataRow(18, -5)]
    [DataRow(18, int.MaxValue)]
    [DataRow(22, 0)]
    [DataRow(22, int.MinValue)]
    [DataRow(22, 900)]
    [DataRow(10, int.MaxValue)]
    [DataRow(10, -1)]
    [DataRow(14, int.MaxValue)]
    [DataRow(14, 12)]
    [DataRow(28, 7)]
    [DataRow(30, 1)]
    public void A_header_that_lies_is_refused(int at, int value)
    {
        var file = Make(8, 8, 3).Encode();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        Assert.ThrowsExactly<ImageFileException>(() => BmpFile.Decode(file, Limit));
    }

    [TestMethod]
    public void No_damage_ends_in_anything_but_the_one_exception()
    {
        var random = new Random(3);
        foreach (int bands in (int[])[1, 3, 4])
        {
            var whole = Make(6, 5, bands).Encode();
            for (int i = 0; i < 3000; i++)
            {
                var file = whole[..random.Next(whole.Length + 1)];
                for (int k = 0; k < 4 && file.Length > 0; k++) file[random.Next(Math.Min(file.Length, 140))] = (byte)random.Next(256);
                try
                {
                    var image = BmpFile.Decode(file, Limit);
                    Assert.HasCount(image.Width * image.Height * image.Bands, image.Pixels);
                }
                catch (ImageFileException)
                {
                    // Refused: the expected end of most of these files.
                }
            }
        }
    }

    private static BmpFile Make(int width, int height, int bands)
    {
        var pixels = new byte[width * height * bands];
        new Random(5).NextBytes(pixels);
        return new BmpFile(width, height, bands, pixels);
    }
}
