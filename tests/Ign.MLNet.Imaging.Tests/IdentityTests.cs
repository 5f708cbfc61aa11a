using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class IdentityTests
{
    [TestMethod]
    [DataRow("png", 1)]
    [DataRow("png", 2)]
    [DataRow("png", 3)]
    [DataRow("png", 4)]
    [DataRow("tif", 1)]
    [DataRow("tif", 2)]
    [DataRow("tif", 3)]
    [DataRow("tif", 4)]
    [DataRow("webp", 3)]
    [DataRow("webp", 4)]
    [DataRow("bmp", 1)]
    [DataRow("bmp", 3)]
    [DataRow("bmp", 4)]
    public void What_the_model_leaves_alone_stays_as_it_was(string format, int bands)
    {
        var file = Files.Write(Pictures.Random(13, 7, bands), format);
        foreach (int channels in (int[])[1, 3])
        {
            var result = Files.Restore(file, channels);
            CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(result), $"{channels} channels");
            Assert.AreEqual(ImageFormats.Detect(file), ImageFormats.Detect(result));
        }
    }

    [TestMethod]
    [DataRow("png", 1)]
    [DataRow("png", 2)]
    [DataRow("png", 3)]
    [DataRow("png", 4)]
    [DataRow("tif", 1)]
    [DataRow("tif", 2)]
    [DataRow("tif", 3)]
    [DataRow("tif", 4)]
    public void So_it_does_with_16_bits(string format, int bands)
    {
        var file = Files.Write(Pictures.Random16(13, 7, bands), format);
        foreach (int channels in (int[])[1, 3])
        {
            using var result = Image.NewFromBuffer(Files.Restore(file, channels));
            CollectionAssert.AreEqual(Image.NewFromBuffer(file).WriteToMemory<ushort>(), result.WriteToMemory<ushort>(), $"{channels} channels");
        }
    }

    [TestMethod]
    [DataRow(0f, 255f)]
    [DataRow(0f, 1f)]
    [DataRow(-3f, 5f)]
    public void So_it_does_in_every_range_of_values(float minimum, float maximum)
    {
        var file = Pictures.Random16(13, 7, 3).PngsaveBuffer();
        using var image = RestorableImage.Open(file, new ImageLimits());
        var card = Files.Card(3, minimum, maximum);
        var model = image.Decode(card);
        Assert.IsTrue(model.Values.All(v => v >= minimum && v <= maximum));
        CollectionAssert.AreEqual(Image.NewFromBuffer(file).WriteToMemory<ushort>(), Image.NewFromBuffer(image.Encode(model, card)).WriteToMemory<ushort>());
    }

    [TestMethod]
    public void Black_and_white_are_the_ends_of_the_range()
    {
        using var image = RestorableImage.Open(Pictures.From([0, 255], 2, 1, 1).PngsaveBuffer(), new ImageLimits());
        CollectionAssert.AreEqual((float[])[-1, 1], image.Decode(Files.Card(1)).Values);
        CollectionAssert.AreEqual((float[])[-1, -1, -1, 1, 1, 1], image.Decode(Files.Card(3)).Values);
    }

    [TestMethod]
    public void Without_a_result_the_colours_are_kept_also_before_the_image_was_decoded()
    {
        var file = Pictures.Random(9, 9, 4).PngsaveBuffer();
        using var image = RestorableImage.Open(file, new ImageLimits());
        CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(image.Encode(null, Files.Card(3))));
    }

    [TestMethod]
    public void Values_beyond_the_range_and_no_numbers_end_at_black_or_white()
    {
        var file = Pictures.From([100, 100, 100], 3, 1, 1).PngsaveBuffer();
        using var image = RestorableImage.Open(file, new ImageLimits());
        var result = image.Encode(new ModelImage(3, 1, 1, [-7, 9, float.NaN]), Files.Card(1));
        CollectionAssert.AreEqual((byte[])[0, 255, 0], Files.Pixels(result));
    }

    [TestMethod]
    public void A_palette_and_one_bit_keep_their_colours()
    {
        using var few = Pictures.From([255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 255, 0], 2, 2, 3);
        var palette = few.PngsaveBuffer(palette: true);
        CollectionAssert.AreEqual(Files.Pixels(palette), Files.Pixels(Files.Restore(palette, 3)));
        using var mono = Pictures.From([0, 255, 255, 0], 2, 2, 1);
        foreach (var file in (byte[][])[mono.PngsaveBuffer(bitdepth: 1), mono.TiffsaveBuffer(bitdepth: 1),
            mono.TiffsaveBuffer(bitdepth: 1, compression: Enums.ForeignTiffCompression.Ccittfax4)])
        {
            CollectionAssert.AreEqual((byte[])[0, 255, 255, 0], Files.Pixels(Files.Restore(file, 1)));
            CollectionAssert.AreEqual((byte[])[255, 0, 0, 255], Files.Pixels(Files.Restore(file, 1, v => -v)));
        }
    }

    [TestMethod]
    public void Long_strips_of_one_pixel_are_no_trouble()
    {
        foreach (var (width, height) in ((int, int)[])[(1, 100_000), (100_000, 1)])
        {
            var file = Pictures.Random(width, height, 1).PngsaveBuffer();
            CollectionAssert.AreEqual(Files.Pixels(file), Files.Pixels(Files.Restore(file, 1)));
        }
    }
}
