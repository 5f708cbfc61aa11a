using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using SkiaSharp;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class JpegTests
{
    private static readonly TensorShape s_shape = new(3, 40, 56);

    [TestMethod]
    [DataRow(30, false, 0, 0)]
    [DataRow(85, false, 3, 6)]
    [DataRow(50, true, 0, 0)]
    [DataRow(90, true, 5, 2)]
    public void What_is_shown_is_what_another_decoder_reads_in_the_file(int quality, bool subsample, int down, int right)
    {
        float[] image = Image(), shown = Draw(new Jpeg(quality, subsample, down, right), image);
        int height = 40 + down, width = 56 + right;
        var pixels = new byte[height * width * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = PixelRange.ToByte(image[(i % 3 * 40 + Math.Max(0, i / 3 / width - down)) * 56 + Math.Max(0, i / 3 % width - right)]);
        byte[] file = JpegRoundTrip.Encode(pixels, width, height, 3, quality, subsample);
        Assert.AreEqual(subsample ? 0x22 : 0x11, file[Marker(file, 0xC0) + 9], "samples of luma to one of colour, in the header of the frame");

        using var bitmap = SKBitmap.Decode(file);
        Assert.AreEqual((width, height), (bitmap.Width, bitmap.Height));
        for (int y = 0; y < 40; y++)
            for (int x = 0; x < 56; x++)
            {
                var expected = bitmap.GetPixel(x + right, y + down);
                int at = y * 56 + x;
                Assert.AreEqual(expected.Red, PixelRange.ToByte(shown[at]), 2f);
                Assert.AreEqual(expected.Green, PixelRange.ToByte(shown[2240 + at]), 2f);
                Assert.AreEqual(expected.Blue, PixelRange.ToByte(shown[4480 + at]), 2f);
            }
    }

    [TestMethod]
    public void Less_quality_is_further_away_and_the_seed_changes_nothing()
    {
        float[] image = Image();
        double[] errors = [.. new[] { 10f, 50, 95 }.Select(q => (double)MeanAbsolute.Compute(Draw(new Jpeg(q), image), image))];
        Assert.IsGreaterThan(errors[1], errors[0]);
        Assert.IsGreaterThan(errors[2], errors[1]);
        CollectionAssert.AreEqual(Draw(new Jpeg(50), image, 1), Draw(new Jpeg(50), image, 2));
    }

    [TestMethod]
    public void A_shift_moves_the_grid_of_blocks()
    {
        // At quality 1 a block is nearly flat: the steps of a ramp stand where the grid is.
        float[] ramp = [.. Enumerable.Range(0, s_shape.Size).Select(i => i % 56 / 28f - 1)];
        CollectionAssert.AreEqual(new[] { 0 }, Steps(0));
        CollectionAssert.AreEqual(new[] { 5 }, Steps(3));

        int[] Steps(int right)
        {
            float[] shown = Draw(new Jpeg(1, false, 0, right), ramp);
            return [.. Enumerable.Range(9, 40).OrderByDescending(x => Math.Abs(shown[x] - shown[x - 1])).Take(4).Select(x => x % 8).Distinct()];
        }
    }

    [TestMethod]
    public void Grey_images_have_one_channel_in_the_file()
    {
        var shape = new TensorShape(1, 20, 20);
        float[] image = [.. Enumerable.Range(0, 400).Select(i => MathF.Sin(i * 0.1f))], shown = new float[400];
        new Jpeg(95).Draw(image, shown, shape, 1);
        Assert.IsLessThan(0.05, MeanAbsolute.Compute(shown, image));
    }

    private static int Marker(byte[] file, byte code)
    {
        int at = 2;
        while (file[at + 1] != code) at += 2 + file[at + 2] * 256 + file[at + 3];
        return at + 2;
    }

    private static float[] Image() =>
        [.. Enumerable.Range(0, s_shape.Size).Select(i => MathF.Sin(i % 56 * 0.21f + i / 2240) * 0.5f + MathF.Cos(i / 56 % 40 * 0.3f) * 0.4f)];

    private static float[] Draw(Damage damage, float[] image, ulong seed = 1)
    {
        var result = new float[image.Length];
        damage.Draw(image, result, s_shape, seed);
        return result;
    }
}
