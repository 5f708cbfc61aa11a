using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Images that an export is checked on; the same for the same seed.</summary>
public static class CheckImages
{
    private const float NoiseLevel = 0.3f;
    private const string NoNoise = "none";

    // σ 0, 15, 25 and 50 of 255.
    private static readonly float[] s_levels = [0, 15 / 127.5f, 25 / 127.5f, 50 / 127.5f];
    private const int MostImages = 8;
    private const int MostValues = 2 << 20;

    /// <summary>Real images that are needed unless a number is given: 4, or fewer where they are large.</summary>
    public static int Needed(TensorShape shape) => Math.Clamp(MostValues / shape.Size / 2, 1, MostImages / 2);

    /// <summary>
    /// Where the model makes images of noise: half of them pictures, of which every other one is damaged by noise; the other half pure noise. Elsewhere
    /// pictures with no noise, a little, more and much, of which the second half has the same noise in all channels, as grey photographs have. Where the model
    /// knows labels, they go round all classes and none.
    /// </summary>
    /// <param name="card">Shape and value range.</param>
    /// <param name="pictures">Real images; smooth invented ones if null.</param>
    /// <param name="count">How many; if null, 8, or fewer where the images are large: the check computes on all of them in double precision.</param>
    /// <exception cref="ArgumentException">The real images have another shape, or there are too few of them.</exception>
    public static IReadOnlyList<float[]> For(IgnModelCard card, ImageSet? pictures = null, int? count = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        var shape = card.ImageShape;
        int number = count ?? 2 * Needed(card.Shape);
        int half = number / 2, given = Math.Max(half, 1);
        bool restores = card.NoiseSource == NoNoise;
        if (pictures is not null && (pictures.Shape != shape || pictures.Count < given))
            throw new ArgumentException($"Expected at least {given} images of {shape}, got {pictures.Count} of {pictures.Shape}.", nameof(pictures));
        var images = new List<float[]>();
        for (int i = 0; i < number; i++)
        {
            float[] image = new GaussianSource().SampleMany(1, shape, (ulong)i);
            if (i < half || restores)
            {
                int plane = shape.Height * shape.Width;
                if (restores && i >= half) for (int p = plane; p < image.Length; p++) image[p] = image[p % plane];
                float[] picture = pictures is null ? Smooth(shape, i) : Picture(pictures, i % given);
                float noise = restores ? s_levels[(i + i / given) % s_levels.Length] : i % 2 == 0 ? 0 : NoiseLevel;
                for (int p = 0; p < image.Length; p++)
                {
                    float value = picture[p] + noise * image[p];
                    image[p] = restores ? value : Math.Clamp(value, -1, 1);
                }
            }
            images.Add([.. image.Select(v => card.Minimum + (v + 1) / 2 * (card.Maximum - card.Minimum)), .. Label(card, i)]);
        }
        return images;
    }

    private static IEnumerable<float> Label(IgnModelCard card, int index) =>
        Enumerable.Range(0, card.Classes).SelectMany(c => Enumerable.Repeat(c == index % (card.Classes + 1) ? 1f : 0f, card.Shape.Height * card.Shape.Width));

    private static float[] Picture(ImageSet pictures, int index)
    {
        float[] values = new float[pictures.Shape.Size];
        pictures.ToRange(index, values);
        return values;
    }

    /// <summary>A few waves across the image, another pattern for every seed and channel.</summary>
    private static float[] Smooth(TensorShape shape, int seed) => [.. Enumerable.Range(0, shape.Size).Select(i =>
    {
        int channel = i / (shape.Height * shape.Width), y = i / shape.Width % shape.Height, x = i % shape.Width;
        return MathF.Sin(0.15f * (seed + 1) * x + channel) * MathF.Cos(0.1f * (seed + 2) * y);
    })];
}
