using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Follows f applied again and again on noise, on damaged images and on clean images, to see where it settles: training only asks that
/// f(f(y)) = f(y).
/// </summary>
public sealed record TrajectoryProtocol
{
    private static readonly int[] s_moments = [0, 1, 2, 3, 5, 10, 20, 50, 100];

    /// <summary>The model. If its card names noise, that is followed as well.</summary>
    public required IgnModel Model { get; init; }

    /// <summary>Clean images of the model's image shape, at least <see cref="Count"/>, or null for noise alone.</summary>
    public ImageSet? Clean { get; init; }

    /// <summary>Damage that the clean images get, image k with a seed of its own.</summary>
    public SourceDistribution Damage { get; init; } = Evaluation.Damage.Parse("garments");

    /// <summary>K: how many times f is applied.</summary>
    public int Applications { get; init; } = 100;

    /// <summary>Images of each kind behind the figures.</summary>
    public int Count { get; init; } = 64;

    /// <summary>Images of each kind that are pictured: the first ones.</summary>
    public int Pictured { get; init; } = 4;

    /// <summary>Seed of noise and damage.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Values of k that are pictured: 0, 1, 2, 3, 5, 10, 20, 50 and 100 as far as they are below K, and K.</summary>
    public IReadOnlyList<int> Moments => [.. s_moments.Where(k => k < Applications), Applications];

    /// <summary>Whether a model's card names noise, so that it can be followed without images.</summary>
    /// <param name="model">The model.</param>
    public static bool IsGenerative(IgnModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Card.NoiseSource != "none";
    }

    /// <summary>Runs the protocol.</summary>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The images do not fit the model, or there is nothing to follow.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public TrajectoryReport Run(IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Applications, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Pictured, 1);
        if (Clean is not null && (Clean.Shape != ImageShape || Clean.Count < Count))
            throw new ArgumentException($"Expected at least {Count} images of {ImageShape}, got {Clean.Count} of {Clean.Shape}.");
        var starts = Starts();
        if (starts.Count == 0) throw new ArgumentException("The model does not generate and there are no images: there is nothing to follow.");

        using var projector = new UnitProjector(Model);
        int[] moments = [.. Moments];
        double done = 0;
        var sets = starts.Select(Follow).ToList();
        return new TrajectoryReport
        {
            Model = Model.Card.Name,
            ModelHash = Model.Hash,
            NetworkApplications = Model.Card.Applications,
            Images = Count,
            Seed = Seed,
            Moments = moments,
            Sets = sets,
        };

        TrajectorySet Follow(Start start)
        {
            int rows = Math.Min(Pictured, Count), size = ImageShape.Size;
            var shown = new float[rows * moments.Length][];
            var fromClean = start.Clean is null ? null : new List<double>();
            var trajectory = Trajectory.Follow(projector, start.Images, Applications, Visit, cancellationToken);
            return new TrajectorySet(start.Name, trajectory) { Pictures = shown, FromClean = fromClean };

            void Visit(int k, float[] current)
            {
                int column = Array.IndexOf(moments, k);
                if (column >= 0) for (int row = 0; row < rows; row++) shown[row * moments.Length + column] = current[(row * size)..((row + 1) * size)];
                fromClean?.Add(MeanAbsolute.Compute(current, start.Clean!));
                if (k > 0) progress?.Report(++done / starts.Count / Applications);
            }
        }
    }

    private TensorShape ImageShape => Model.Card.ImageShape;

    private List<Start> Starts()
    {
        var starts = new List<Start>();
        if (IsGenerative(Model)) starts.Add(new Start("noise", LatentSampler.Of(Model.Card).Sample(Seed, 0, Count), null));
        if (Clean is null) return starts;
        int size = ImageShape.Size;
        float[] clean = Clean.Take(Count).ToRange(), damaged = new float[clean.Length];
        for (int i = 0; i < Count; i++) Damage.Draw(clean.AsSpan(i * size, size), damaged.AsSpan(i * size, size), ImageShape, SeededRandom.Mix(Seed, (ulong)i));
        return [.. starts, new Start("damaged", damaged, clean), new Start("clean", clean, clean)];
    }

    /// <summary>Images to follow, and the clean ones that they were made of.</summary>
    private sealed record Start(string Name, float[] Images, float[]? Clean);
}
