using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Looks for mode collapse: a classifier fitted on real images sorts images f(z) generated from noise, and the classes that it finds are
/// counted. It measures coverage only; a classifier gives a class to any blur.
/// </summary>
public sealed record GenerationProtocol
{
    /// <summary>Real images with labels for the classifier.</summary>
    public required ImageSet Training { get; init; }

    /// <summary>Other real images with labels: what the figures are compared with.</summary>
    public required ImageSet Test { get; init; }

    /// <summary>A generative model: its card names the noise that it projects.</summary>
    public required IgnModel Model { get; init; }

    /// <summary>The classifier.</summary>
    public required ClassifierFactory Classifier { get; init; }

    /// <summary>Generated images.</summary>
    public int Count { get; init; } = 1000;

    /// <summary>Seed of the noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Shape of an image. A model that knows labels generates without one.</summary>
    private TensorShape Shape => Model.Card.ImageShape;

    /// <summary>Runs the protocol.</summary>
    /// <exception cref="FormatException">The model's card names no noise: it is not generative.</exception>
    /// <exception cref="ArgumentException">The sets do not fit the model or have no labels.</exception>
    public GenerationReport Run(CancellationToken cancellationToken = default)
    {
        if (Training.Labels is null || Training.Shape != Shape || Test.Shape != Shape)
            throw new ArgumentException($"Expected labelled images of {Shape}, got {Training.Shape} and {Test.Shape}.");
        var noise = NoiseSource.Parse(Model.Card.NoiseSource, Shape);
        using var projector = new UnitProjector(Model);
        var once = projector.Project(noise.SampleMany(Count, Shape, Seed), cancellationToken: cancellationToken);
        var twice = projector.Project(once, cancellationToken: cancellationToken);
        var real = Test.Take(Count).ToRange();

        var ml = new MLContext(seed: 1);
        int classes = Training.Labels.Max() + 1;
        var classifier = Classifier(ml, ImageRow.LabelColumn, ImageRow.PixelsColumn)
            .Fit(ImageRow.View(ml, Training.ToRange(), Training.Labels, Training.Shape, classes, cancellationToken));
        return new GenerationReport(
            Shares(ml, classifier, once, classes, cancellationToken),
            new ClassCoverage(Shares(ml, classifier, real, classes, cancellationToken)).EntropyBits,
            once.Zip(twice, (a, b) => (double)Math.Abs(a - b)).Average(),
            Spread(once) / Spread(real));
    }

    private double[] Shares(MLContext ml, ITransformer classifier, float[] images, int classes, CancellationToken cancellationToken)
    {
        var labels = new byte[images.Length / Shape.Size]; // a label column is part of the rows; nothing here reads it
        var predicted = classifier.Transform(ImageRow.View(ml, images, labels, Shape, classes, cancellationToken)).GetColumn<uint>("PredictedLabel").ToList();
        return [.. Enumerable.Range(1, classes).Select(c => predicted.Count(p => p == c) / (double)predicted.Count)];
    }

    /// <summary>Standard deviation of each pixel over the images, averaged over the pixels.</summary>
    private double Spread(float[] images)
    {
        int size = Shape.Size, count = images.Length / size;
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            double mean = 0, square = 0;
            for (int k = 0; k < count; k++)
            {
                double v = images[k * size + i];
                mean += v / count;
                square += v * v / count;
            }
            sum += Math.Sqrt(Math.Max(0, square - mean * mean));
        }
        return sum / size;
    }
}
