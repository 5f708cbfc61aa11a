namespace Ign.MLNet.Evaluation;

/// <summary>Where repeated projection leads: f(y), f²(y), … fᴷ(y). A perfectly idempotent f stays at f(y).</summary>
public sealed record Trajectory
{
    /// <summary>
    /// Entry k: mean |fᵏ⁺¹(y) - fᵏ(y)| over all values, on the scale of [-1, 1], for k from 0 (how far the first application moves) to K - 1.
    /// </summary>
    public required IReadOnlyList<double> Step { get; init; }

    /// <summary>Entry k: mean |fᵏ(y) - f(y)|, for k from 0 to K; entry 1 is 0.</summary>
    public required IReadOnlyList<double> FromFirst { get; init; }

    /// <summary>Follows images.</summary>
    /// <param name="projector">The model.</param>
    /// <param name="start">y: images after one another in CHW order, -1 black and 1 white; they may leave that range.</param>
    /// <param name="applications">K, at least 1.</param>
    /// <param name="visit">Receives k and fᵏ(y) for k from 0 to K, in the order of <paramref name="start"/>; the array may be kept.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The length is not that of whole images, or there is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="applications"/> is less than 1.</exception>
    public static Trajectory Follow(UnitProjector projector, float[] start, int applications, Action<int, float[]>? visit = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(projector);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(applications, 1);
        if (start.Length == 0) throw new ArgumentException("Expected at least one image.", nameof(start));
        visit?.Invoke(0, start);
        float[] first = projector.Project(start, 1, cancellationToken), current = start, next = first;
        List<double> step = [], fromFirst = [MeanAbsolute.Compute(start, first)];
        for (int k = 1; ; k++)
        {
            step.Add(MeanAbsolute.Compute(next, current));
            fromFirst.Add(MeanAbsolute.Compute(next, first));
            visit?.Invoke(k, next);
            if (k == applications) return new Trajectory { Step = step, FromFirst = fromFirst };
            (current, next) = (next, projector.Project(next, 1, cancellationToken));
        }
    }
}
