using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Tests;

/// <summary>Rows with a picture, and what a network of one or three channels should read from it, reckoned here once more.</summary>
internal static class Pictures
{
    private static readonly TensorShape s_shape = TestModels.Shape;

    /// <summary>Pixels of a coloured picture, opaque, in the order of the format.</summary>
    internal static byte[] Pixels(int seed, int width = 8, int height = 6)
    {
        byte[] pixels = new byte[width * height * 4];
        new Random(seed).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4) pixels[i] = 255;
        return pixels;
    }

    internal static MLImage Make(int seed, MLPixelFormat format = MLPixelFormat.Rgba32, int width = 8, int height = 6) =>
        MLImage.CreateFromPixels(width, height, format, Pixels(seed, width, height));

    /// <summary>New pictures at every pass, as a loader makes them.</summary>
    internal static IDataView View(MLContext ml, int count, MLPixelFormat format = MLPixelFormat.Rgba32) =>
        ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Picture = Make(i, format), Index = i }));

    internal static float[] Planes(byte[] pixels, IgnModel model, bool bgra = false)
    {
        int area = s_shape.Height * s_shape.Width;
        float[] planes = new float[model.Shape.Channels * area];
        for (int i = 0; i < area; i++)
        {
            double[] rgb = [.. Enumerable.Range(0, 3)
                .Select(c => model.Card.Minimum + (model.Card.Maximum - model.Card.Minimum) * pixels[4 * i + (bgra ? 2 - c : c)] / 255.0)];
            if (model.Shape.Channels == 1) planes[i] = (float)(0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
            else for (int c = 0; c < 3; c++) planes[c * area + i] = (float)rgb[c];
        }
        return planes;
    }

    internal static void AssertClose(float[] expected, float[] actual, float tolerance = 1e-5f)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], tolerance);
    }

    internal sealed class Row
    {
        [ImageType(6, 8)]
        public MLImage? Picture { get; set; }

        public int Index { get; set; }
    }
}
