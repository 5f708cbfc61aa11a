using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Draws the latent images z that a generative model projects. Image k of a seed has a seed of its own, so it depends on nothing else: not on
/// how many are drawn, and not on the batch.
/// </summary>
public sealed class LatentSampler
{
    private readonly NoiseSource _noise;

    /// <summary>Noise for a model's input.</summary>
    /// <param name="noise">Noise of the image channels.</param>
    /// <param name="shape">Shape of the model.</param>
    /// <param name="imageChannels">
    /// How many of its channels are the image; null for all. The others, which come last, are 0 and left to the caller.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="imageChannels"/> is not between 1 and the channels of the shape.</exception>
    public LatentSampler(NoiseSource noise, TensorShape shape, int? imageChannels = null)
    {
        ArgumentNullException.ThrowIfNull(noise);
        int channels = imageChannels ?? shape.Channels;
        if (channels < 1 || channels > shape.Channels)
            throw new ArgumentOutOfRangeException(nameof(imageChannels), channels, $"Expected 1 to {shape.Channels} image channels for shape {shape}.");
        (_noise, Shape, ImageShape) = (noise, shape, shape with { Channels = channels });
    }

    /// <summary>Shape of one z: that of the model.</summary>
    public TensorShape Shape { get; }

    /// <summary>Shape of the part that is noise.</summary>
    public TensorShape ImageShape { get; }

    /// <summary>The noise that a model was trained on: images without label channels, which <see cref="UnitProjector"/> adds.</summary>
    /// <param name="card">Its card.</param>
    /// <exception cref="FormatException">The card names no noise: the model does not generate.</exception>
    public static LatentSampler Of(IgnModelCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return new LatentSampler(NoiseSource.Parse(card.NoiseSource, card.ImageShape), card.ImageShape);
    }

    /// <summary>Draws one z.</summary>
    /// <param name="seed">Seed of all images.</param>
    /// <param name="number">Number of the image, from 0: the one in the file names of <c>ign generate --images</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    public float[] Sample(ulong seed, int number) => Sample(seed, number, 1);

    /// <summary>Draws several z with numbers that follow one another.</summary>
    /// <param name="seed">Seed of all images.</param>
    /// <param name="first">Number of the first image, from 0.</param>
    /// <param name="count">How many.</param>
    /// <returns>The images after one another, each in CHW order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public float[] Sample(ulong seed, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var z = new float[checked(count * Shape.Size)];
        for (int i = 0; i < count; i++) _noise.Sample(z.AsSpan(i * Shape.Size, ImageShape.Size), ImageShape, SeededRandom.Mix(seed, (ulong)first + (ulong)i));
        return z;
    }

    /// <summary>Mean of several z, pixel by pixel. The more there are, the smaller is its deviation: n independent ones leave 1/√n.</summary>
    /// <param name="seed">Seed of all images.</param>
    /// <param name="numbers">Numbers of the images; at least one.</param>
    /// <exception cref="ArgumentException">There is no number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public float[] Mean(ulong seed, IReadOnlyCollection<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.Count == 0) throw new ArgumentException("Expected the number of at least one image.", nameof(numbers));
        var mean = new float[Shape.Size];
        foreach (int number in numbers)
        {
            var z = Sample(seed, number);
            for (int i = 0; i < mean.Length; i++) mean[i] += z[i] / numbers.Count;
        }
        return mean;
    }
}
