namespace Ign.MLNet.Evaluation;

/// <summary>Damaged images next to what a model and classical filters make of them. Values are clipped to [-1,1] first, as showing them would.</summary>
internal sealed class RestorationSweep(EvaluationProtocol protocol, UnitProjector projector)
{
    private const string Damaged = "damaged", Model = "model";
    private const char Separator = '|';
    private const int SsimSide = 11;
    private const int TuningImages = 32;
    private static readonly float[] s_strengths = [0.1f, 0.2f, 0.3f, 0.5f, 0.7f, 1f, 1.4f];

    private readonly SeedFigures _figures = new();
    private readonly Dictionary<string, IImageFilter> _tuned = [];

    private readonly SeedFigures _clean = new();

    /// <summary>Accuracy on clean images; null without classifier or labels.</summary>
    internal Interval? CleanAccuracy => _clean["clean", "accuracy"];

    /// <summary>Accuracy on projected clean images.</summary>
    internal Interval? ProjectedCleanAccuracy => _clean["projected", "accuracy"];

    internal IReadOnlyList<RestorationRow> Rows => [.. _figures.Rows.Select(row =>
    {
        var (damage, method) = (row.Split(Separator)[0], row.Split(Separator)[1]);
        return new RestorationRow(damage, method, _figures.Required(row, "psnr"), _figures[row, "ssim"], _figures.Required(row, "l1"),
            _figures[row, "accuracy"]);
    })];

    /// <summary>Measures one damage.</summary>
    /// <param name="set">Clean images.</param>
    /// <param name="damage">The damage.</param>
    /// <param name="heldOut">Images to tune filters on, others where there are any.</param>
    /// <param name="seed">Seed of the damage.</param>
    /// <param name="cancellationToken">Stops between two methods.</param>
    internal void Measure(ImageSet set, Damage damage, ImageSet heldOut, ulong seed, CancellationToken cancellationToken)
    {
        float[] clean = set.ToRange(), damaged = DamagedImages.Draw(set, damage, seed);
        Add(damage, Damaged, damaged, clean, set, cancellationToken);
        Add(damage, Model, projector.Project(damaged, cancellationToken: cancellationToken), clean, set, cancellationToken);
        if (!protocol.Baselines) return;
        foreach (var filter in Filters(damage, heldOut, seed))
            Add(damage, filter is NonLocalMeans ? "nlm" : filter.Name, ImageBatchFilter.Apply(filter, damaged, set.Shape, cancellationToken), clean, set,
                cancellationToken);
    }

    /// <summary>Measures what the model costs where nothing is damaged.</summary>
    internal void MeasureClean(ImageSet set, float[] clean, CancellationToken cancellationToken)
    {
        if (Accuracy(clean, set, cancellationToken) is not { } accuracy) return;
        _clean.Add("clean", "accuracy", accuracy);
        _clean.Add("projected", "accuracy", Accuracy(Clipped(projector.Project(clean, cancellationToken: cancellationToken)), set, cancellationToken)!.Value);
    }

    private static float[] Clipped(float[] images) => Array.ConvertAll(images, v => Math.Clamp(v, -1f, 1f));

    private double? Accuracy(float[] images, ImageSet set, CancellationToken cancellationToken) =>
        protocol.CanClassify ? protocol.Features!.Extract(images, set.Shape, cancellationToken).Accuracy(set.Labels) : null;

    private void Add(Damage damage, string method, float[] images, float[] clean, ImageSet set, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string row = $"{damage.Name}{Separator}{method}";
        var clipped = Clipped(images);
        _figures.Add(row, "psnr", Psnr.FromMeanSquare(Psnr.MeanSquare(clipped, clean)));
        _figures.Add(row, "l1", MeanAbsolute.Compute(clipped, clean));
        if (Math.Min(set.Shape.Height, set.Shape.Width) >= SsimSide) _figures.Add(row, "ssim", MeanSsim(clipped, clean, set));
        if (Accuracy(clipped, set, cancellationToken) is { } accuracy) _figures.Add(row, "accuracy", accuracy);
    }

    private static double MeanSsim(float[] images, float[] clean, ImageSet set)
    {
        int size = set.Shape.Size;
        var values = new double[set.Count];
        Parallel.For(0, set.Count, i => values[i] = Ssim.Compute(images.AsSpan(i * size, size), clean.AsSpan(i * size, size), set.Shape));
        return values.Average();
    }

    private List<IImageFilter> Filters(Damage damage, ImageSet heldOut, ulong seed)
    {
        // Tuned once, on images that are not measured on with the first seed. Where all are, with other damage on some of them: in the filter's favour.
        if (!_tuned.TryGetValue(damage.Name, out var tuned))
            _tuned[damage.Name] = tuned = FilterTuning.Best([.. s_strengths.Select(h => (IImageFilter)new NonLocalMeans(h))], heldOut.Take(TuningImages),
                damage, seed + 1);
        return [new MedianFilter(3), new MedianFilter(5), tuned];
    }
}
