namespace Ign.MLNet.Evaluation;

/// <summary>
/// Edits a generated image by arithmetic on noise, as in the IGN paper: f((z₊ - z₋) + z), where f(z₊) has a property that f(z₋) and f(z) lack.
/// </summary>
public sealed record LatentArithmetic
{
    /// <summary>Images of one row of <see cref="Run"/>: f(z₊), f(z₋), f(z), f((z₊ - z₋) + z).</summary>
    public const int Columns = 4;

    /// <summary>Numbers of images that have the property; of several the mean of their noise is taken.</summary>
    public required IReadOnlyList<int> Positive { get; init; }

    /// <summary>Numbers of images that lack it, but are alike otherwise; of several the mean is taken.</summary>
    public required IReadOnlyList<int> Negative { get; init; }

    /// <summary>Numbers of the images to edit, each on its own.</summary>
    public required IReadOnlyList<int> Base { get; init; }

    /// <summary>Seed of the noise that the numbers count (<see cref="LatentSampler.Sample(ulong, int)"/>).</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Computes the pictures.</summary>
    /// <param name="projector">A generative model.</param>
    /// <param name="sampler">Its noise.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>A row of <see cref="Columns"/> images in [-1, 1] for each number of <see cref="Base"/>.</returns>
    /// <exception cref="ArgumentException">A list of numbers is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public IReadOnlyList<float[]> Run(UnitProjector projector, LatentSampler sampler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(projector);
        ArgumentNullException.ThrowIfNull(sampler);
        if (Base.Count == 0) throw new ArgumentException("Expected the number of at least one image to edit.");
        float[] positive = sampler.Mean(Seed, Positive), negative = sampler.Mean(Seed, Negative);
        var noises = Base.Select(number => sampler.Sample(Seed, number)).SelectMany(z => (float[][])[positive, negative, z, Edit(positive, negative, z)]);
        return [.. projector.Project([.. noises.SelectMany(z => z)], 1, cancellationToken).Chunk(sampler.Shape.Size)];
    }

    /// <summary>The noise of the edited image: (z₊ - z₋) + z.</summary>
    /// <param name="positive">z₊, noise of an image with the property.</param>
    /// <param name="negative">z₋, noise of one without, of the same length.</param>
    /// <param name="image">z, noise of the image to edit, of the same length.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float[] Edit(ReadOnlySpan<float> positive, ReadOnlySpan<float> negative, ReadOnlySpan<float> image)
    {
        if (positive.Length != image.Length || negative.Length != image.Length)
            throw new ArgumentException($"Expected three images of one length, got {positive.Length}, {negative.Length} and {image.Length} values.");
        var edited = new float[image.Length];
        for (int i = 0; i < edited.Length; i++) edited[i] = positive[i] - negative[i] + image[i];
        return edited;
    }
}
