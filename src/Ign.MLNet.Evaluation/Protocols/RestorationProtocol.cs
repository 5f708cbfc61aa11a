using System.Diagnostics;
using Ign.MLNet.Networks;
using Microsoft.ML;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Measures what a model does for an ordinary ML.NET classifier: the classifier is fitted on clean pixels and never sees damage; the pipeline
/// <c>[projection → classifier]</c> then meets damaged images. Restoration is also compared, in dB, with classical filters at their best.
/// </summary>
/// <remarks>The same inputs and seed give the same figures, the images per second apart.</remarks>
public sealed record RestorationProtocol
{
    // Shares of the run time, for the progress bar only.
    private const double FitShare = 0.35;
    private const int HeldOut = 64;
    private const int MaxComponents = 128;
    private static readonly float[] s_strengths = [0.05f, 0.1f, 0.15f, 0.2f, 0.25f, 0.3f, 0.4f, 0.5f, 0.7f, 1f, 1.4f, 2f];
    private static readonly int[] s_components = [8, 16, 32, 64, MaxComponents];

    /// <summary>Clean images with labels for the classifiers and for PCA; more than 192. The last 64 are held out to tune the filters.</summary>
    public required ImageSet Training { get; init; }

    /// <summary>Clean test images with labels, at least one.</summary>
    public required ImageSet Test { get; init; }

    /// <summary>The model, for images of that shape in [-1,1].</summary>
    public required IgnModel Model { get; init; }

    /// <summary>The classifier behind the main figures.</summary>
    public required ClassifierFactory Classifier { get; init; }

    /// <summary>Name of <see cref="Classifier"/> for the report.</summary>
    public string ClassifierName { get; init; } = "";

    /// <summary>The classifier behind the <c>linear_*</c> figures.</summary>
    public required ClassifierFactory LinearClassifier { get; init; }

    /// <summary>Kinds of damage, with unique names.</summary>
    public IReadOnlyList<Damage> Damage { get; init; } = DamageSuite.Standard;

    /// <summary>PSNR and residual are measured on the first so many test images, at least 1.</summary>
    public int DetailImages { get; init; } = 500;

    /// <summary>Seed of the damage; classifiers and PCA use fixed seeds.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How projections are computed.</summary>
    public IgnProjectorOptions Projection { get; init; } = new();

    /// <summary>Runs the protocol.</summary>
    /// <param name="progress">Receives activity and fraction.</param>
    /// <param name="cancellationToken">Stops between two images; a trainer that no longer reads images ends first.</param>
    /// <exception cref="ArgumentException">The sets and the model do not fit together, or a set is too small or without labels.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RestorationReport Run(IProgress<ProtocolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check();
        try
        {
            return Measure(progress, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
        {
            // ML.NET wraps what the rows throw while a trainer or a cursor reads them.
            throw new OperationCanceledException("The protocol was cancelled.", e, cancellationToken);
        }
    }

    private RestorationReport Measure(IProgress<ProtocolProgress>? progress, CancellationToken cancellationToken)
    {
        var ml = new MLContext(seed: 1);
        int classes = Training.Labels!.Max() + 1;
        var clean = Test.ToRange();
        var cleanRows = Rows(ml, Test, clean, classes, cancellationToken);

        var trainingRows = Rows(ml, Training, Training.ToRange(), classes, cancellationToken);
        progress?.Report(new("fitting the linear classifier on clean images", 0));
        var linear = LinearClassifier(ml, ImageRow.LabelColumn, ImageRow.PixelsColumn).Fit(trainingRows);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new("fitting the classifier on clean images", FitShare / 6));
        var classifier = Classifier(ml, ImageRow.LabelColumn, ImageRow.PixelsColumn).Fit(trainingRows);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new("fitting the baselines", FitShare));
        var basis = PcaBasis.Fit(Training.Take(Training.Count - HeldOut), MaxComponents, cancellationToken: cancellationToken);
        var heldOut = new ImageSet(Training.Shape, Training.Pixels[^(HeldOut * Training.Shape.Size)..], null);

        using var projection = ml.Transforms.ProjectWithIgn(Model, new IgnProjectionOptions { OutputColumn = ImageRow.PixelsColumn }.ExecutedAs(Projection))
            .Fit(cleanRows);
        using var projector = new IgnProjector(Model, Projection);
        var scorer = new PipelineScorer(ml, projection, classifier, linear, cleanRows);
        var tally = new Tally(Test.Count);
        int details = Math.Min(DetailImages, Test.Count);
        var reference = clean[..(details * Test.Shape.Size)];

        double step = (1 - FitShare) / (Damage.Count + 1);
        double done = FitShare;
        Score("clean", cleanRows, clean);
        foreach (var damage in Damage)
        {
            var damaged = DamagedImages.Draw(Test, damage, Seed);
            var restored = Score(damage.Name, Rows(ml, Test, damaged, classes, cancellationToken), damaged);
            var (noisyDetails, restoredDetails) = (damaged[..reference.Length], restored[..reference.Length]);

            long start = Stopwatch.GetTimestamp();
            var again = projector.Project(restoredDetails);
            tally.Projected(details, Stopwatch.GetElapsedTime(start));
            tally.Residual(damage.Name, MeanAbsolute.Compute(again, restoredDetails));
            tally.Quality("noisy", damage.Name, noisyDetails, reference);
            tally.Quality("ign", damage.Name, restoredDetails, reference);
            Baselines(damage, noisyDetails);
        }
        progress?.Report(new("done", 1));
        return tally.Report(this, details);

        float[] Score(string name, IDataView rows, float[] images)
        {
            var restored = new float[images.Length];
            tally.Noisy(name, scorer.Score(rows, project: false, [], Report(name, 0, 0.2)));
            tally.Restored(name, scorer.Score(rows, project: true, restored, Report(name, 0.2, 0.8)));
            done += step;
            return restored;
        }

        Action<int> Report(string name, double from, double share) => row =>
        {
            if (row % 100 == 0) progress?.Report(new($"restoring {name}", done + step * (from + share * row / Test.Count)));
        };

        void Baselines(Damage damage, float[] noisy)
        {
            var nlm = s_strengths.ToDictionary(h => (IImageFilter)new NonLocalMeans(h));
            var pca = s_components.Select(k => (IImageFilter)new PcaProjection(basis, k)).ToArray();
            ulong seed = Seed + 1;
            var bestNlm = FilterTuning.Best([.. nlm.Keys], heldOut, damage, seed);
            var bestPca = FilterTuning.Best(pca, heldOut, damage, seed);
            tally.Tuned(damage.Name, nlm[bestNlm], s_components[Array.IndexOf(pca, bestPca)]);
            (string Name, IImageFilter Filter)[] filters = [("median3", new MedianFilter(3)), ("median5", new MedianFilter(5)), ("nlm", bestNlm),
                ("pca", bestPca)];
            foreach (var (name, filter) in filters)
                tally.Quality(name, damage.Name, ImageBatchFilter.Apply(filter, noisy, Test.Shape, cancellationToken), reference);
        }
    }

    private static IDataView Rows(MLContext ml, ImageSet set, float[] images, int classes, CancellationToken cancellationToken) =>
        ImageRow.View(ml, images, set.Labels!, set.Shape, classes, cancellationToken);

    private void Check()
    {
        if (Training.Shape != Model.Shape || Test.Shape != Model.Shape)
            throw new ArgumentException(
                $"The model '{Model.Card.Name}' is for images of {Model.Shape}; the training images are {Training.Shape} and the test images {Test.Shape}.");
        if (Model.Card.Minimum != -1 || Model.Card.Maximum != 1)
            throw new ArgumentException($"The protocol works in [-1,1]; the model '{Model.Card.Name}' takes [{Model.Card.Minimum},{Model.Card.Maximum}].");
        if (Training.Labels is null || Test.Labels is null) throw new ArgumentException("Training and test images need labels.");
        if (Training.Count <= HeldOut + MaxComponents)
            throw new ArgumentException($"Expected more than {HeldOut + MaxComponents} training images, got {Training.Count}.");
        if (Model.Shape.Size < MaxComponents) throw new ArgumentException($"Expected images of at least {MaxComponents} values, got {Model.Shape}.");
        if (Test.Count == 0) throw new ArgumentException("Expected at least one test image.");
        if (Test.Labels.Max() > Training.Labels.Max())
            throw new ArgumentException($"The test images have class {Test.Labels.Max()}, the training images only classes up to {Training.Labels.Max()}.");
        if (DetailImages < 1) throw new ArgumentException($"Expected at least 1 image for PSNR and residual, got {DetailImages}.");
        if (Damage.Count == 0 || Damage.Select(c => c.Name).Distinct().Count() != Damage.Count)
            throw new ArgumentException("Expected at least one damage, with unique names.");
    }
}
