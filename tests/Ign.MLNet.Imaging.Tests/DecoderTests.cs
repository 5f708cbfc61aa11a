using NetVips;

namespace Ign.MLNet.Imaging.Tests;

[TestClass]
public sealed class DecoderTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Plain_samples_of_8_bits_come_out_as_they_are(int bands)
    {
        using var folder = new TemporaryFolder();
        using var picture = Pictures.Random(300, 201, bands);
        picture.Save(folder["a.png"]);
        var expected = Rgb(picture.WriteToMemory<byte>(), bands);
        var image = ImageDecoder.Read(folder["a.png"], new ImageLimits(), null);
        Assert.AreEqual((300, 201, bands % 2 == 0 ? 4 : 3), (image.Width, image.Height, image.Bands));
        CollectionAssert.AreEqual(expected, image.Pixels);
        var deep = ImageDecoder.ReadDeep(folder["a.png"], new ImageLimits());
        Assert.AreEqual((300, 201, new SampleLayout(3, bands % 2 == 0, Wide: false)), (deep.Width, deep.Height, deep.Layout));
        CollectionAssert.AreEqual(expected, deep.Data);
    }

    [TestMethod]
    [DataRow(1, "png")]
    [DataRow(2, "png")]
    [DataRow(3, "png")]
    [DataRow(4, "png")]
    [DataRow(3, "tif")]
    public void Plain_samples_of_16_bits_keep_them_where_they_are_asked_for(int bands, string format)
    {
        using var folder = new TemporaryFolder();
        using var picture = Pictures.Random16(30, 21, bands);
        picture.Save(folder["a." + format]);
        var expected = Rgb(picture.WriteToMemory<ushort>(), bands);
        var deep = ImageDecoder.ReadDeep(folder["a." + format], new ImageLimits());
        Assert.AreEqual((30, 21, new SampleLayout(3, bands % 2 == 0, Wide: true)), (deep.Width, deep.Height, deep.Layout));
        CollectionAssert.AreEqual(expected, deep.Wide.ToArray());
        Assert.HasCount(expected.Length, ImageDecoder.Read(folder["a." + format], new ImageLimits(), null).Pixels);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Images_are_upright_and_in_srgb_with_8_and_with_16_bits(bool wide)
    {
        using var folder = new TemporaryFolder();
        using var picture = wide ? Pictures.Random16(30, 20, 3) : Pictures.Random(30, 20, 3);
        using var p3 = picture.IccTransform("p3", inputProfile: "srgb", depth: wide ? 16 : 8);
        using var lying = p3.Mutate(m => m.Set(GValue.GIntType, "orientation", 6));
        lying.Save(folder["a.tif"]);
        var image = ImageDecoder.Read(folder["a.tif"], new ImageLimits(), null);
        var deep = ImageDecoder.ReadDeep(folder["a.tif"], new ImageLimits());
        Assert.AreEqual((20, 30, wide), (deep.Width, deep.Height, deep.Layout.Wide));
        Assert.AreEqual((20, 30), (image.Width, image.Height));
        for (int i = 0; i < image.Pixels.Length; i++) Assert.AreEqual(image.Pixels[i], deep[i] * 255.0 / deep.Layout.MaxValue, 1);
        // The first row from the left is the first column from the bottom.
        using var first = picture.ExtractArea(0, 19, 1, 1).Cast(Enums.BandFormat.Double);
        for (int c = 0; c < 3; c++) Assert.AreEqual(first.Getpoint(0, 0)[c] / deep.Layout.MaxValue, deep[c] / (double)deep.Layout.MaxValue, 0.02);
    }

    private static T[] Rgb<T>(T[] samples, int bands) => bands > 2 ? samples
        : [.. Enumerable.Range(0, samples.Length / bands)
            .SelectMany(i => (T[])[samples[i * bands], samples[i * bands], samples[i * bands], .. samples[(i * bands + 1)..((i + 1) * bands)]])];
}
