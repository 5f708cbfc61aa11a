namespace Ign.MLNet.Evaluation;

/// <summary>
/// Walks from one noise image to another and shows what the model makes of each step, as the IGN paper does: the steps are taken between the
/// random noises, and f is applied afterwards.
/// </summary>
public sealed record Interpolation
{
    /// <summary>Number of pairs; pair r goes from the image numbered 2r of the seed to 2r + 1.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Images of a row, both ends included; at least 2.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Whether to walk on the arc between the two (Shoemake 1985) instead of the straight line. In the middle of a line between independent
    /// noises the deviation is 1/√2 of that at the ends; on the arc it stays.
    /// </summary>
    public bool Spherical { get; init; }

    /// <summary>What is shown of each pair, one row of the picture each: how many times f is applied, 0 for z itself.</summary>
    public IReadOnlyList<int> Applications { get; init; } = [1];

    /// <summary>Computes the pictures.</summary>
    /// <param name="projector">A generative model.</param>
    /// <param name="sampler">Its noise.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>Rows · Applications rows of Steps images each, in [-1, 1] but for z.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public IReadOnlyList<float[]> Run(UnitProjector projector, LatentSampler sampler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(projector);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, 1);
        var pictures = new List<float[]>();
        for (int row = 0; row < Rows; row++)
        {
            var path = Path(sampler.Sample(Seed, 2 * row), sampler.Sample(Seed, 2 * row + 1), Steps, Spherical);
            foreach (int applications in Applications) pictures.AddRange(projector.Project(path, applications, cancellationToken).Chunk(sampler.Shape.Size));
        }
        return pictures;
    }

    /// <summary>Points on the way from one z to another at equal distances.</summary>
    /// <param name="from">First point.</param>
    /// <param name="to">Last point, of the same length.</param>
    /// <param name="steps">How many points, both ends included; at least 2.</param>
    /// <param name="spherical">Whether to walk on an arc.</param>
    /// <returns>The points after one another; the first and the last are exactly <paramref name="from"/> and <paramref name="to"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 2.</exception>
    public static float[] Path(ReadOnlySpan<float> from, ReadOnlySpan<float> to, int steps, bool spherical = false)
    {
        if (from.Length != to.Length) throw new ArgumentException($"Expected {from.Length} values, got {to.Length}.", nameof(to));
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        double angle = spherical ? Angle(from, to) : 0;
        var path = new float[checked(steps * from.Length)];
        for (int step = 0; step < steps; step++)
        {
            double t = step / (steps - 1.0);
            // Where the two point the same or the opposite way there is no arc, and the line takes its place.
            var (a, b) = Math.Sin(angle) > 1e-6 ? (Math.Sin((1 - t) * angle) / Math.Sin(angle), Math.Sin(t * angle) / Math.Sin(angle)) : (1 - t, t);
            if (step == 0) (a, b) = (1, 0);
            if (step == steps - 1) (a, b) = (0, 1);
            for (int i = 0; i < from.Length; i++) path[step * from.Length + i] = (float)(a * from[i] + b * to[i]);
        }
        return path;
    }

    private static double Angle(ReadOnlySpan<float> from, ReadOnlySpan<float> to)
    {
        double product = 0, a = 0, b = 0;
        for (int i = 0; i < from.Length; i++)
        {
            product += (double)from[i] * to[i];
            a += (double)from[i] * from[i];
            b += (double)to[i] * to[i];
        }
        return a == 0 || b == 0 ? 0 : Math.Acos(Math.Clamp(product / Math.Sqrt(a * b), -1, 1));
    }
}
