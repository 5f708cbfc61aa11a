using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A clean photograph of a file: planes of red, green and blue in [-1, 1].</summary>
/// <param name="Values">CHW.</param>
/// <param name="Shape">Three channels.</param>
/// <param name="IsGrey">Whether all three are equal.</param>
internal sealed record CleanPhoto(float[] Values, TensorShape Shape, bool IsGrey)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageFileException">It holds no image that can be read.</exception>
    internal static CleanPhoto Read(string path)
    {
        var image = ImageDecoder.Read(path, new ImageLimits(), size: null).Shrunk(1);
        int plane = image.Width * image.Height;
        var values = new float[3 * plane];
        for (int i = 0; i < values.Length; i++) values[(i % 3 * plane) + (i / 3)] = (image.Pixels[i] / 127.5f) - 1;
        ReadOnlySpan<float> red = values.AsSpan(0, plane);
        bool grey = red.SequenceEqual(values.AsSpan(plane, plane)) && red.SequenceEqual(values.AsSpan(2 * plane));
        return new CleanPhoto(values, new TensorShape(3, image.Height, image.Width), grey);
    }

    /// <summary>The photograph with damage. A grey one is damaged as one plane: noise of its own in each of three equal channels would average out.</summary>
    internal float[] Damaged(Damage damage, ulong seed)
    {
        var shape = IsGrey ? Shape with { Channels = 1 } : Shape;
        var result = new float[shape.Size];
        damage.Draw(Values.AsSpan(0, shape.Size), result, shape, seed);
        return IsGrey ? [.. result, .. result, .. result] : result;
    }
}
