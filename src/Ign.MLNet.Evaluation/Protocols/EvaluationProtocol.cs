using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Everything that can be measured of a model with a set of images that it was not trained on: restoration next to classical filters,
/// idempotence, displacement as a score for anomalies, and, if it generates, the distance of its images from real ones next to the floor.
/// </summary>
/// <remarks>The same inputs and seeds give the same figures.</remarks>
public sealed record EvaluationProtocol
{
    private const int PicturesShown = 12;
    private const int HeldOut = 64;
    private const ulong OrderStream = 31;
    private const string Once = "f(z)", Twice = "f(f(z))", Real = "real, other images";

    /// <summary>The model, for values in [-1,1].</summary>
    public required IgnModel Model { get; init; }

    /// <summary>Clean images of the model's shape; labels serve the classifier of <see cref="Features"/>.</summary>
    public required ImageSet Data { get; init; }

    /// <summary>Name of the data for the report.</summary>
    public string DataName { get; init; } = "";

    /// <summary>What distances between distributions are measured in; without it they are not measured.</summary>
    public FeatureNetwork? Features { get; init; }

    /// <summary>Images that are none of the model's kind, of its shape; images made from the data always serve as such too.</summary>
    public ImageSet? Foreign { get; init; }

    /// <summary>Images of each kind for each seed, at most. Generation uses half of the data at most, because the floor needs the other half.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Seeds, at least one, each once. Claims need three or more.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1, 2, 3];

    /// <summary>
    /// Whether classical filters are measured too: medians, and non-local means at its best strength for each damage, found on other images than those that are
    /// measured, if <see cref="Count"/> leaves any.
    /// </summary>
    public bool Baselines { get; init; }

    /// <summary>Damage for restoration, with unique names.</summary>
    public IReadOnlyList<Damage> Damage { get; init; } = DamageSuite.Severities;

    /// <summary>How projections are computed.</summary>
    public IgnProjectorOptions Projection { get; init; } = new();

    /// <summary>Shape of an image. A model that knows labels is measured without one.</summary>
    private TensorShape Shape => Model.Card.ImageShape;

    /// <summary>Whether there is a classifier, and labels that it knows.</summary>
    internal bool CanClassify => Features?.Classes is { } classes && Data.Labels is { } labels && labels.Max() < classes;

    /// <summary>Runs the protocol.</summary>
    /// <param name="progress">Receives what is being done and its fraction.</param>
    /// <param name="cancellationToken">Stops between two measurements.</param>
    /// <exception cref="ArgumentException">The images do not fit the model, there are none, or the seeds are none or doubled.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public EvaluationReport Run(IProgress<ProtocolProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Check();
        var (noise, whyNot) = Noise();
        int generated = whyNot is null ? Math.Min(Count, Data.Count / 2) : 0;
        using var projector = new UnitProjector(Model, Projection);
        var (restoration, idempotence) = (new RestorationSweep(this, projector), new IdempotenceSweep(projector));
        var generation = generated > 0 ? new GenerationSweep(Features!) : null;
        var pictures = new List<PictureStrip>();
        var (stages, begun) = (Seeds.Count * (Damage.Count + 1.0 + (generation is null ? 0 : 1)), 0);

        foreach (ulong seed in Seeds)
        {
            var order = SeededPermutation.Of(Data.Count, SeededRandom.Mix(seed, OrderStream));
            var set = Chosen(order, 0, Count);
            var heldOut = set.Count < Data.Count ? Chosen(order, set.Count, HeldOut) : set;
            foreach (var damage in Damage)
            {
                Begin($"restoring {damage.Name}", seed);
                restoration.Measure(set, damage, heldOut, seed, cancellationToken);
            }
            Begin("applying the model twice", seed);
            float[] clean = set.ToRange();
            restoration.MeasureClean(set, clean, cancellationToken);
            idempotence.Clean(clean);
            foreach (var (name, images) in Others(set, noise, seed))
            {
                cancellationToken.ThrowIfCancellationRequested();
                idempotence.Other(name, images);
                if (seed == Seeds[0]) pictures.Add(Strip(name, clean, images, projector));
            }
            if (generation is null) continue;
            Begin("comparing generated with real images", seed);
            float[] once = projector.Project(noise!.SampleMany(generated, Shape, seed), cancellationToken: cancellationToken),
                twice = projector.Project(once, cancellationToken: cancellationToken);
            var reference = Extract(Chosen(order, 0, generated).ToRange());
            foreach (var (name, images) in new[] { (Real, Chosen(order, generated, generated).ToRange()), (Once, once), (Twice, twice) })
                generation.Measure(name, Extract(images), reference, seed, cancellationToken);
        }
        progress?.Report(new("done", 1));
        return new EvaluationReport
        {
            Model = Model.Card.Name,
            ModelSha256 = Model.Hash,
            Shape = Shape.ToString(),
            Applications = Model.Card.Applications,
            Data = DataName,
            Images = Math.Min(Count, Data.Count),
            GeneratedImages = generated,
            Seeds = Seeds,
            Features = Features?.Name,
            FeaturesSha256 = Features?.Sha256,
            FeaturesPreparation = Features is null ? null : new ImagePreparation(Shape, Features.Shape).Text,
            CleanAccuracy = restoration.CleanAccuracy,
            ProjectedCleanAccuracy = restoration.ProjectedCleanAccuracy,
            NotGenerated = whyNot,
            Restoration = restoration.Rows,
            Idempotence = idempotence.Rows,
            Generation = generation?.Rows ?? [],
            Pictures = pictures,
        };

        void Begin(string activity, ulong seed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new($"seed {seed}: {activity}", begun++ / stages));
        }

        FeatureBatch Extract(float[] images) => Features!.Extract(images, Shape, cancellationToken);
    }

    /// <summary>The images of a part of the order; fewer where the data ends.</summary>
    private ImageSet Chosen(int[] order, int first, int count)
    {
        int[] chosen = order[Math.Min(first, order.Length)..Math.Min(first + count, order.Length)];
        var pixels = new byte[chosen.Length * Data.Shape.Size];
        for (int i = 0; i < chosen.Length; i++) Data.Image(chosen[i]).CopyTo(pixels.AsSpan(i * Data.Shape.Size));
        return new ImageSet(Data.Shape, pixels, Data.Labels is { } labels ? [.. chosen.Select(i => labels[i])] : null);
    }

    /// <summary>Everything but the clean images: noise, damaged images, and images of other kinds.</summary>
    private IEnumerable<(string Name, float[] Images)> Others(ImageSet set, NoiseSource? noise, ulong seed)
    {
        if (noise is not null) yield return ("noise z", noise.SampleMany(set.Count, Shape, seed));
        foreach (var damage in Shown) yield return (damage.Name, DamagedImages.Draw(set, damage, seed));
        foreach (var foreigner in IdempotenceSweep.Foreigners(set, seed)) yield return foreigner;
        if (Foreign is not null) yield return ("foreign images", Foreign.Take(Count).ToRange());
    }

    /// <summary>Of the kinds that come in several strengths one each, and all that somebody chose.</summary>
    private IEnumerable<Damage> Shown => DamageSuite.Standard.Concat(Damage.Except(DamageSuite.Severities));

    private (NoiseSource? Noise, string? WhyNot) Noise()
    {
        NoiseSource noise;
        try
        {
            noise = NoiseSource.Parse(Model.Card.NoiseSource, Shape);
        }
        catch (FormatException)
        {
            return (null, "The model's card names no noise: it does not generate.");
        }
        if (Features is null) return (noise, "No feature network was given to compare generated with real images in.");
        int fewest = 2 * GenerationSweep.Fewest;
        return (noise, Data.Count < fewest || Count < GenerationSweep.Fewest ? $"Comparing generated with real images needs at least {fewest} images." : null);
    }

    private PictureStrip Strip(string name, float[] clean, float[] images, UnitProjector projector)
    {
        int length = Math.Min(PicturesShown * Shape.Size, Math.Min(clean.Length, images.Length));
        float[] shown = images[..length], once = projector.Project(shown), twice = projector.Project(once);
        bool damage = Shown.Any(c => c.Name == name);
        (string, float[])[] rows = [("y", shown), ("f(y)", once), ("f(f(y))", twice)];
        return new PictureStrip(name, Shape, damage ? [("clean", clean[..length]), .. rows] : rows);
    }

    private void Check()
    {
        if (Data.Shape != Shape) throw new ArgumentException($"The model '{Model.Card.Name}' is for images of {Shape}, the data has {Data.Shape}.");
        if (Foreign is not null && (Foreign.Shape != Shape || Foreign.Count == 0))
            throw new ArgumentException($"Expected foreign images of {Shape}, got {Foreign.Count} of {Foreign.Shape}.");
        if (Model.Card.Minimum != -1 || Model.Card.Maximum != 1)
            throw new ArgumentException($"The protocol works in [-1,1]; the model '{Model.Card.Name}' takes [{Model.Card.Minimum},{Model.Card.Maximum}].");
        if (Data.Count == 0 || Count < 1) throw new ArgumentException("Expected at least one image.");
        if (Seeds.Count == 0 || Seeds.Distinct().Count() != Seeds.Count) throw new ArgumentException("Expected at least one seed, and each once.");
        if (Damage.Select(c => c.Name).Distinct().Count() != Damage.Count) throw new ArgumentException("Expected kinds of damage with unique names.");
        if (Features is not null) _ = new ImagePreparation(Shape, Features.Shape); // throws where they do not fit
    }
}
