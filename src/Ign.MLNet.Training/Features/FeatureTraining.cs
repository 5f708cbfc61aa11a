using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ign.MLNet.Training;

/// <summary>
/// Trains a small classifier whose last hidden layer serves as features for measures of distributions, where no network for such images is at
/// hand. On the CPU the same options, images and number of threads give the same bytes.
/// </summary>
public sealed class FeatureTraining
{
    private const double WarmUpShare = 0.02, DecayShare = 0.6;
    private const int Reports = 20;
    private const int EvaluationBatch = 500;

    private readonly FeatureTrainingOptions _options;
    private readonly ImageSet _training;
    private readonly FeatureLayout _layout;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="training">Images with labels, of at least two classes.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the images have no labels, or are too few or of one class.</exception>
    public FeatureTraining(FeatureTrainingOptions options, ImageSet training)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(training);
        _options = options.Validated();
        if (training.Labels is null || training.Count == 0 || training.Labels.Max() == 0)
            throw new ArgumentException("A feature network learns from labelled images of at least two classes; these have no labels, or one class only.",
                nameof(training));
        if (training.Shape.Channels is not (1 or 3))
            throw new ArgumentException($"Expected images with 1 or 3 channels, got {training.Shape}.", nameof(training));
        _training = training;
        _layout = new FeatureLayout(training.Shape, _options.Features, training.Labels.Max() + 1);
    }

    /// <summary>Number of parameters of the network.</summary>
    public long ParameterCount => _layout.Parameters.Sum(p => p.Count);

    /// <summary>Trains, and measures the accuracy on other images.</summary>
    /// <param name="test">Other images with labels, or null.</param>
    /// <param name="progress">Receives a report now and then.</param>
    /// <param name="cancellationToken">Stops between two steps; nothing is kept.</param>
    /// <exception cref="ArgumentException">The test images have another shape, no labels, or a class that was not trained.</exception>
    /// <exception cref="ArithmeticException">The loss became NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public FeatureTrainingResult Run(ImageSet? test = null, IProgress<FeatureTrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (test is not null && (test.Shape != _training.Shape || test.Labels is null || test.Count == 0 || test.Labels.Max() >= _layout.Classes))
            throw new ArgumentException($"Expected labelled test images of {_training.Shape} with classes 0 to {_layout.Classes - 1}.", nameof(test));
        TorchRuntime.Initialize();
        set_num_threads(_options.Threads);
        using var module = new FeatureModule(_layout, _options.Seed);
        using var optimizer = new Adam(module.Values, module.Gradients);
        var schedule = new LearningRateSchedule(_options.LearningRate, WarmUpShare, DecayShare);
        var loader = new LabelledLoader(_training, _options.Seed, _options.Shift);
        double losses = 0;
        int steps = 0;
        long reportSteps = Math.Max(1, _options.Images / _options.BatchSize / Reports);
        for (long done = 0; done < _options.Images;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int batch = (int)Math.Min(_options.BatchSize, _options.Images - done);
            losses += Step(module, optimizer, loader, done, batch, schedule.At((double)done / _options.Images));
            done += batch;
            if (++steps < reportSteps && done < _options.Images) continue;
            if (!double.IsFinite(losses)) throw new ArithmeticException($"The training diverged after {done:N0} images. Lower the learning rate.");
            progress?.Report(new FeatureTrainingProgress(done, _options.Images, losses / steps));
            (losses, steps) = (0, 0);
        }
        double? accuracy = test is null ? null : Accuracy(module, test, cancellationToken);
        return new FeatureTrainingResult(FeatureNetworkWriter.Write(_layout, module.ToTensors(), Metadata(accuracy, test)), accuracy);
    }

    private static double Step(FeatureModule module, Adam optimizer, LabelledLoader loader, long position, int count, double rate)
    {
        using var scope = NewDisposeScope();
        var (images, labels) = loader.Load(position, count);
        module.Gradients.zero_();
        var loss = F.cross_entropy(module.Forward(images).Logits, labels);
        loss.backward();
        optimizer.Step(rate);
        return loss.ToDouble();
    }

    private static double Accuracy(FeatureModule module, ImageSet test, CancellationToken cancellationToken)
    {
        using var noGradient = no_grad();
        long right = 0;
        for (int first = 0; first < test.Count; first += EvaluationBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int count = Math.Min(EvaluationBatch, test.Count - first);
            var values = new float[count * test.Shape.Size];
            PixelRange.ToUnit(test.Pixels.AsSpan(first * test.Shape.Size, values.Length), values);
            var predicted = module.Forward(tensor(values, [count, test.Shape.Channels, test.Shape.Height, test.Shape.Width])).Logits.argmax(1).data<long>()
                .ToArray();
            right += predicted.Where((c, i) => c == test.Labels![first + i]).Count();
        }
        return (double)right / test.Count;
    }

    private Dictionary<string, string> Metadata(double? accuracy, ImageSet? test)
    {
        var metadata = new Dictionary<string, string>
        {
            ["name"] = _options.Name,
            ["data"] = _options.Data,
            ["classes"] = _layout.Classes.ToString(CultureInfo.InvariantCulture),
            ["images"] = _options.Images.ToString(CultureInfo.InvariantCulture),
            ["seed"] = _options.Seed.ToString(CultureInfo.InvariantCulture),
            ["created_by"] = $"Ign.MLNet {typeof(FeatureTraining).Assembly.GetName().Version?.ToString(3)}",
        };
        if (accuracy is { } share)
        {
            metadata["test_accuracy"] = share.ToString("0.######", CultureInfo.InvariantCulture);
            metadata["test_images"] = test!.Count.ToString(CultureInfo.InvariantCulture);
        }
        return metadata;
    }
}
