using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Ign.MLNet.Samples.Photos;

/// <summary>Images of ML.NET as planes of red, green and blue in [-1, 1], and back.</summary>
internal static class Pixels
{
    internal static TensorShape CropShape { get; } = new(3, 160, 160);

    /// <summary>The middle of an image; black where it is smaller.</summary>
    internal static float[] Crop(float[] values, int width, int height)
    {
        var (crop, side) = (new float[CropShape.Size], CropShape.Width);
        Array.Fill(crop, -1);
        int top = Math.Max(0, (height - side) / 2), left = Math.Max(0, (width - side) / 2);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < Math.Min(side, height); y++)
                values.AsSpan((((c * height) + top + y) * width) + left, Math.Min(side, width)).CopyTo(crop.AsSpan(((c * side) + y) * side));
        return crop;
    }

    /// <summary>The image with Gaussian noise of so many levels of 255.</summary>
    internal static MLImage Noisy(MLImage image, float sigma, ulong seed = 1) => Damaged(image, new Gaussian(sigma / 127.5f, true), seed);

    internal static MLImage Damaged(MLImage image, Damage damage, ulong seed)
    {
        var shape = new TensorShape(3, image.Height, image.Width);
        float[] values = Values(image), damaged = new float[values.Length];
        damage.Draw(values, damaged, shape, seed);
        return Image(damaged, shape);
    }

    internal static MLImage Median(MLImage image)
    {
        var shape = new TensorShape(3, image.Height, image.Width);
        float[] values = Values(image), result = new float[values.Length];
        new MedianFilter(3).Apply(values, result, shape);
        return Image(result, shape);
    }

    internal static float[] Values(MLImage image)
    {
        int plane = image.Width * image.Height, red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        var pixels = image.Pixels;
        var values = new float[3 * plane];
        for (int i = 0; i < plane; i++)
            for (int c = 0; c < 3; c++) values[(c * plane) + i] = (pixels[(4 * i) + Math.Abs(red - c)] / 127.5f) - 1;
        return values;
    }

    internal static MLImage Image(float[] values, TensorShape shape)
    {
        int plane = shape.Height * shape.Width;
        var pixels = new byte[4 * plane];
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < 3; c++) pixels[(4 * i) + c] = PixelRange.ToByte(values[(c * plane) + i]);
            pixels[(4 * i) + 3] = byte.MaxValue;
        }
        return MLImage.CreateFromPixels(shape.Width, shape.Height, MLPixelFormat.Rgba32, pixels);
    }
}
