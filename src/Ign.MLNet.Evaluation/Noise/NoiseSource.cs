using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A distribution of latent images z, independent of any input, that a generative network was trained to project.</summary>
public abstract record NoiseSource : SourceDistribution
{
    /// <summary>Draws one z; sample k of a seed never depends on how many are drawn.</summary>
    /// <param name="z">Receives the noise image.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="seed">Seed of this image.</param>
    public abstract void Sample(Span<float> z, TensorShape shape, ulong seed);

    /// <inheritdoc/>
    public sealed override void Draw(ReadOnlySpan<float> real, Span<float> source, TensorShape shape, ulong seed) => Sample(source, shape, seed);

    /// <summary>Draws <paramref name="count"/> noise images, image k with a seed of its own.</summary>
    public float[] SampleMany(int count, TensorShape shape, ulong seed)
    {
        var z = new float[checked(count * shape.Size)];
        for (int k = 0; k < count; k++) Sample(z.AsSpan(k * shape.Size, shape.Size), shape, SeededRandom.Mix(seed, (ulong)k));
        return z;
    }

    /// <summary>The source as text for a model card; <see cref="Parse"/> reads it back.</summary>
    public abstract string ToText();

    /// <summary>Reads what a model card says of its noise.</summary>
    /// <param name="text"><c>gaussian</c> or <c>fourier:…</c>.</param>
    /// <param name="shape">Image shape of the model.</param>
    /// <exception cref="FormatException">The text names no noise source, or one for another shape.</exception>
    public static NoiseSource Parse(string text, TensorShape shape)
    {
        if (text == "gaussian") return new GaussianSource();
        if (text.StartsWith(FourierSource.Prefix, StringComparison.Ordinal)) return FourierSource.FromText(text, shape);
        throw new FormatException($"Expected the noise source 'gaussian' or 'fourier:…', got '{text[..Math.Min(text.Length, 40)]}'. A restoration model has none: it does not generate from noise.");
    }
}
