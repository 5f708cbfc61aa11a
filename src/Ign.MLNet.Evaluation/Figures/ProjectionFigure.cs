using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// The out-of-distribution figure of the IGN paper: an image, a degraded copy of a kind that the model was not trained on, and its
/// projections f, f², f³.
/// </summary>
public sealed record ProjectionFigure
{
    /// <summary>Standard deviation of the noise in <see cref="Standard"/>, on the scale of [-1, 1].</summary>
    public const float StandardNoise = 0.15f;

    /// <summary>Degradations, each a group of columns.</summary>
    public required IReadOnlyList<Damage> Damage { get; init; }

    /// <summary>How many times f is applied; each application is a column.</summary>
    public int Applications { get; init; } = 3;

    /// <summary>Seed of the damage; an image is damaged alike whatever else is shown.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Columns of a degradation: the input, the damaged image, its projections.</summary>
    public int GroupColumns => 2 + Applications;

    /// <summary>The degradations of the paper that change images of a shape: noise, gray where there is colour, sketch, and a patch of noise.</summary>
    /// <param name="shape">Shape of the images.</param>
    public static IReadOnlyList<Damage> Standard(TensorShape shape) =>
        [new Gaussian(StandardNoise), .. (Damage[])(shape.Channels > 1 ? [new Grey()] : []), new Sketch(), NoisePatch.For(shape)];

    /// <summary>Computes the pictures.</summary>
    /// <param name="projector">The model.</param>
    /// <param name="images">Images of its shape.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>A row for each image, with <see cref="GroupColumns"/> images for each degradation.</returns>
    /// <exception cref="ArgumentException">The images do not fit the model.</exception>
    public IReadOnlyList<float[]> Run(UnitProjector projector, ImageSet images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(projector);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Shape != projector.Shape) throw new ArgumentException($"Expected images of {projector.Shape}, got {images.Shape}.", nameof(images));
        int size = images.Shape.Size, columns = Damage.Count * GroupColumns;
        var clean = images.ToRange();
        var pictures = new float[images.Count * columns][];
        for (int d = 0; d < Damage.Count; d++)
        {
            // Column after column: the input, the damaged image, and every further one is f of the one before it.
            float[] column = clean;
            for (int c = 0; c < GroupColumns; c++)
            {
                if (c == 1) column = DamagedImages.Draw(images, Damage[d], Seed);
                if (c > 1) column = projector.Project(column, 1, cancellationToken);
                for (int i = 0; i < images.Count; i++) pictures[i * columns + d * GroupColumns + c] = column[(i * size)..((i + 1) * size)];
            }
        }
        return pictures;
    }
}
