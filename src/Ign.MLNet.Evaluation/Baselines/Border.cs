using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Images enlarged by their own mirror image, the edge pixel included (… c b a | a b c …).</summary>
internal static class Border
{
    /// <summary>One channel with <paramref name="margin"/> mirrored pixels on each side.</summary>
    internal static float[] Reflect(ReadOnlySpan<float> plane, int height, int width, int margin)
    {
        int wide = width + 2 * margin;
        var columns = new int[wide];
        for (int x = 0; x < wide; x++) columns[x] = Mirror(x - margin, width);
        var result = new float[(height + 2 * margin) * wide];
        for (int y = 0; y < height + 2 * margin; y++)
        {
            var row = plane.Slice(Mirror(y - margin, height) * width, width);
            for (int x = 0; x < wide; x++) result[y * wide + x] = row[columns[x]];
        }
        return result;
    }

    internal static void CheckLengths(ReadOnlySpan<float> image, ReadOnlySpan<float> result, TensorShape shape)
    {
        if (image.Length != shape.Size || result.Length != shape.Size)
            throw new ArgumentException($"Expected {shape.Size} values ({shape}), got {image.Length} and room for {result.Length}.", nameof(image));
    }

    private static int Mirror(int i, int length)
    {
        i = ((i % (2 * length)) + 2 * length) % (2 * length);
        return i < length ? i : 2 * length - 1 - i;
    }
}
