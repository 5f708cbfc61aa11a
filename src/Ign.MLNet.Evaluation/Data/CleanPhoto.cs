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

    /// <summary>The photograph with damage. The noise of a grey one is grey too: three channels of their own would give it away.</summary>
    internal float[] Damaged(Damage damage, ulong seed)
    {
        var result = new float[Values.Length];
        (IsGrey ? Grey(damage) : damage).Draw(Values, result, Shape, seed);
        return result;
    }

    private static Damage Grey(Damage damage) => damage switch
    {
        Gaussian noise => noise with { Grey = true },
        Sequence sequence => Damage.Sequence([.. sequence.Steps.Select(Grey)]),
        _ => damage,
    };
}
