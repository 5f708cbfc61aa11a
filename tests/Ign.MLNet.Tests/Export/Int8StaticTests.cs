using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>What whole numbers between layers cost on the shipped model and on real photographs.</summary>
[TestClass]
public sealed class Int8StaticTests
{
    private const int Side = 48;
    private const float Noise = 25 / 127.5f;

    [TestMethod]
    public void Photographs_are_restored_almost_as_well_with_whole_numbers()
    {
        var source = ModelSource.Load(Repository.At("export/models/photo.onnx")).OfSize(Side, Side);
        float[][] photos = [.. Directory.GetFiles(Repository.At("tests/photos"), "*.jpg").Order(StringComparer.Ordinal).Select(Middle)];
        float[][] noisy = [.. photos.Select(Noisy)];
        var ranges = ActivationRanges.Measure(source.Weights, photos[..3].Concat(noisy[..3]));
        byte[] whole = ModelExport.Write(source, new OnnxForm { Precision = WeightPrecision.Int8Static, Opset = OnnxForm.StaticOpset, Ranges = ranges });
        Assert.AreEqual(WeightPrecision.Int8Static, OnnxModelCheck.Check(OnnxModelReader.Read(whole)).Precision);
        using IgnProjector plain = new(IgnModel.FromBytes(ModelExport.Write(source))), rounded = new(IgnModel.FromBytes(whole));
        double same = 0, before = 0, after = 0;
        // Those that the ranges were not measured on.
        for (int i = 3; i < photos.Length; i++)
        {
            float[] expected = plain.Project(noisy[i]), actual = rounded.Project(noisy[i]);
            same += SquareError(expected, actual);
            before += SquareError(expected, photos[i]);
            after += SquareError(actual, photos[i]);
        }
        double count = (photos.Length - 3) * source.Card.Shape.Size;
        Assert.IsGreaterThan(43, 10 * Math.Log10(4 * count / same), "PSNR to the network of 32 bits.");
        Assert.IsLessThan(0.12, 10 * Math.Log10(after / before), "Loss of PSNR to the clean photographs.");
    }

    private static double SquareError(float[] a, float[] b) => a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum();

    private static float[] Noisy(float[] photo, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Array.ConvertAll(photo, v => (float)(v + Noise * Normal()));
    }

    /// <summary>The pixels in the middle of a file as red, green and blue planes in [-1, 1].</summary>
    private static float[] Middle(string file)
    {
        using var image = MLImage.CreateFromFile(file);
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0, top = (image.Height - Side) / 2, left = (image.Width - Side) / 2;
        var values = new float[3 * Side * Side];
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < Side; y++)
                for (int x = 0; x < Side; x++)
                {
                    int pixel = 4 * ((top + y) * image.Width + left + x);
                    values[(c * Side + y) * Side + x] = image.Pixels[pixel + (c == 1 ? 1 : c == 0 ? red : 2 - red)] / 127.5f - 1;
                }
        return values;
    }
}
