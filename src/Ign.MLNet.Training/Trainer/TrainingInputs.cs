using Ign.MLNet.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>What a training learns from and is watched on: images, held-out images, and what the network's other inputs are drawn from.</summary>
internal sealed class TrainingInputs
{
    private static readonly Damage[] s_noises = [new Gaussian(30 / 255f), new Gaussian(50 / 255f), new Gaussian(100 / 255f)]; // σ = 15, 25 and 50 of 255 levels

    private readonly TrainingOptions _options;
    private readonly SourceDistribution? _source; // null where the images come with damaged versions

    internal TrainingInputs(ITrainingImages images, TrainingOptions options)
    {
        _options = options;
        (Trained, HeldOut) = HeldOutSplit.Of(images, options);
        Noise = (options.Objective as UnpairedOptions)?.Source(Trained);
        _source = Noise ?? (Trained.ArePairs ? null : (SourceDistribution)options.DamageOrStandard);
        Watched = Noise is not null
            ? [("noise", Noise)]
            : _source is null ? [("pairs", null)] : [.. Damages(options).Select(d => (d.Name, (SourceDistribution?)d))];
    }

    /// <summary>Images that are trained on.</summary>
    internal ITrainingImages Trained { get; }

    /// <summary>Images that are watched instead.</summary>
    internal ITrainingImages HeldOut { get; }

    /// <summary>What z is drawn from; null for objectives that restore.</summary>
    internal NoiseSource? Noise { get; }

    /// <summary>Inputs off the data that are watched, by name; null for the damaged versions that the images come with.</summary>
    internal IReadOnlyList<(string Name, SourceDistribution? Source)> Watched { get; }

    /// <summary>What loads the part of each batch that a process takes.</summary>
    /// <param name="all">The processes; null for one that takes all of it.</param>
    /// <param name="device">
    /// What trains. Beside a GPU the processor has nothing else to do, and one thread damages photographs more slowly than a GPU learns from them.
    /// </param>
    internal BatchLoader Loader(ICollective? all = null, Device? device = null) =>
        new(Trained, _source, _options.Seed, Augmentation.Of(_options), LabelLaw.Of(_options), CropSizes.Of(_options), all?.Rank ?? 0, all?.Ranks ?? 1,
            device?.type == DeviceType.CUDA && Trained.AreCropped ? Environment.ProcessorCount : 1);

    /// <summary>The first images of the training, always the same ones, for the statistics of batch normalisation.</summary>
    internal IEnumerable<(Tensor Real, Tensor Source)> Calibration(Device device)
    {
        var loader = Loader();
        int batch = Math.Min(_options.BatchSize, Trained.Count);
        for (int first = 0; first < Math.Min(BatchNormCalibration.Images, Trained.Count); first += batch) yield return loader.Load(first, batch, device);
    }

    /// <summary>
    /// Damage that tells how far a training is: that of the suite, and where another recipe is trained on, the recipe and three strengths of noise.
    /// </summary>
    private static IEnumerable<Damage> Damages(TrainingOptions options) => options.Damage is null ? DamageSuite.Standard : [options.Damage, .. s_noises];
}
