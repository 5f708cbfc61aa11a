namespace Ign.MLNet.Evaluation;

/// <summary>Distances of generated images from real ones, next to those of other real images, which no generator can be expected to beat.</summary>
internal sealed class GenerationSweep(FeatureNetwork features)
{
    /// <summary>Fewest images of either kind that anything is measured on.</summary>
    internal const int Fewest = 10;

    private readonly SeedFigures _figures = new();
    private readonly Dictionary<string, List<IReadOnlyList<double>>> _shares = [];

    internal IReadOnlyList<GenerationRow> Rows => [.. _figures.Rows.Select(row => new GenerationRow(
        row, _figures.Required(row, "frechet"), _figures.Required(row, "kernel"), _figures[row, "kernel_error"]?.Mean,
        _figures.Required(row, "precision"), _figures.Required(row, "recall"), _figures.Required(row, "density"), _figures.Required(row, "coverage"),
        _figures[row, "seen"], _figures[row, "noticeable"], _figures[row, "entropy"], Shares(row)))];

    /// <summary>Measures images.</summary>
    /// <param name="name">Name of their row.</param>
    /// <param name="images">Their features.</param>
    /// <param name="reference">Features of as many real images.</param>
    /// <param name="seed">Seed of the blocks.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    internal void Measure(string name, FeatureBatch images, FeatureBatch reference, ulong seed, CancellationToken cancellationToken)
    {
        int size = features.Size;
        _figures.Add(name, "frechet", FrechetDistance.Compute(images.Features, reference.Features, size).Value);
        cancellationToken.ThrowIfCancellationRequested();
        var kernel = KernelDistance.Compute(images.Features, reference.Features, size, seed: seed);
        _figures.Add(name, "kernel", kernel.Value);
        if (kernel.StandardError is { } error) _figures.Add(name, "kernel_error", error);
        var manifold = ManifoldCoverage.Compute(images.Features, reference.Features, size, cancellationToken: cancellationToken);
        _figures.Add(name, "precision", manifold.Precision);
        _figures.Add(name, "recall", manifold.Recall);
        _figures.Add(name, "density", manifold.Density);
        _figures.Add(name, "coverage", manifold.Coverage);
        if (images.Classes is not { } number) return;
        var classes = ClassCoverage.Of(images.PredictedClasses(), number);
        _figures.Add(name, "seen", classes.ClassesSeen);
        _figures.Add(name, "noticeable", classes.ClassesAtLeastOnePercent);
        _figures.Add(name, "entropy", classes.EntropyBits);
        if (!_shares.TryGetValue(name, out var shares)) _shares[name] = shares = [];
        shares.Add(classes.Shares);
    }

    private IReadOnlyList<double>? Shares(string row) =>
        _shares.TryGetValue(row, out var seeds) ? [.. Enumerable.Range(0, seeds[0].Count).Select(c => seeds.Average(s => s[c]))] : null;
}
