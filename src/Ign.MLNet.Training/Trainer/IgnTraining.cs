using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Trains a network in a run folder. Killed at any moment and started again with the same options and images it goes on from its last
/// checkpoint and ends, on the CPU with the same number of threads, with the same bytes.
/// </summary>
public sealed class IgnTraining
{
    private readonly TrainingOptions _options;
    private readonly ITrainingImages _images;
    private readonly RunFolder _run;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">What to train and how.</param>
    /// <param name="images">Training images of the network's shape; <see cref="TrainingOptions.HeldOut"/> of them are kept out.</param>
    /// <param name="folder">The run folder, new or of an earlier start of the same run.</param>
    /// <exception cref="ArgumentException">The images do not fit the network or are too few.</exception>
    public IgnTraining(TrainingOptions options, ImageSet images, string folder) : this(options, new SetImages(images), folder)
    {
    }

    /// <summary>Prepares a training on images of the network's shape, or on photographs that are no smaller.</summary>
    /// <param name="options">What to train and how; <see cref="TrainingOptions.Crops"/> is set for photographs.</param>
    /// <param name="data">What to learn from; <see cref="TrainingOptions.HeldOut"/> images or photographs of it are kept out. It must outlive the
    /// training.</param>
    /// <param name="folder">The run folder, new or of an earlier start of the same run.</param>
    /// <exception cref="ArgumentException">The images do not fit the network or are too few.</exception>
    public IgnTraining(TrainingOptions options, TrainingData data, string folder) : this(options, data.Images(options), folder)
    {
    }

    internal IgnTraining(TrainingOptions options, ITrainingImages images, string folder)
    {
        options = _options = options.Validated() with { HeldOut = options.HeldOutOf(images.Count) };
        _images = images;
        // A report averages the losses of several steps: those of one are too uneven to tell a collapse from.
        ReportInterval = Math.Max(8L * options.BatchSize, Math.Min(options.Images / 100, 6_400));
        MonitorInterval = Math.Max(8L * options.BatchSize, Math.Min(options.Images / 10, 64_000));
        _run = new RunFolder(folder);
        if (images.Shape != options.Network.ImageShape)
            throw new ArgumentException($"The network takes images of {options.Network.ImageShape}, the data has {images.Shape}.", nameof(images));
        if (images.Count <= options.HeldOut)
            throw new ArgumentException($"{images.Count} images are too few: {options.HeldOut} are to be held out ({nameof(TrainingOptions.HeldOut)}), and at least one must be left to learn from.", nameof(images));
        if (images.ArePairs && options.Objective is not PairedOptions)
            throw new ArgumentException("Images with damaged versions are for the paired objective.", nameof(images));
        if (images.ArePairs && options.Damage is not null)
            throw new ArgumentException($"The images come with damaged versions; {nameof(TrainingOptions.Damage)} must be null.", nameof(options));
        if (!images.AreCropped && options.Crops?.Final is not null)
            throw new ArgumentException("The images are taken whole; the final crops must be null.", nameof(options));
        CheckLabels(images, options.Network.Classes);
    }

    /// <summary>Time between two checkpoints; they are made right after a report, if its losses are in order.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Images between two reports. By default a hundredth of the training, at least 8 steps and at most 6,400.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public long ReportInterval { get; init => field = Positive(value); }

    /// <summary>Images between two measurements on held-out images. By default a tenth of the training, at least 8 steps and at most 64,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public long MonitorInterval { get; init => field = Positive(value); }

    /// <summary>Whether each measurement leaves a grid of sample images; only images with 1 or 3 channels can be drawn. The default value is true.</summary>
    public bool SaveSamples { get; init; } = true;

    /// <summary>
    /// Whether the next batches are prepared on a thread of their own while a step runs; the result is the same. By default where a GPU
    /// trains, or fewer threads than the machine has cores: where the step has all of them, none is left.
    /// </summary>
    public bool? Prefetch { get; init; }

    /// <summary>What trains; by default a GPU if libtorch has one, else the processor.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>
    /// What is known of the model beside the training: name, range of values, licences, use. Completed and written to <c>card.json</c>, at the
    /// end with the figures on the held-out images.
    /// </summary>
    public IgnModelCard? Card { get; init; }

    /// <summary>
    /// The processes that train together: the first one does all that is said here of the run, the others only compute. All have the same options, images and
    /// run folder. The result is that of one process, up to rounding. By default this process is alone.
    /// </summary>
    public ICollective Collective { get; init; } = ICollective.Alone;

    /// <summary>Receives a sentence for whatever is known to go wrong with these options or shows in the figures; each comes once in a run.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Runs, or goes on, to the last image.</summary>
    /// <param name="progress">Receives a report every <see cref="ReportInterval"/> images.</param>
    /// <param name="cancellationToken">Stops after the present step, with a checkpoint.</param>
    /// <exception cref="OperationCanceledException">The training was stopped; run it again to go on.</exception>
    /// <exception cref="InvalidDataException">The folder belongs to another run.</exception>
    /// <exception cref="InvalidOperationException">libtorch is missing, or the GPU that was asked for cannot be used.</exception>
    /// <exception cref="ArithmeticException">
    /// A loss became NaN or infinite (the batch is in <see cref="RunFolder.DivergedFile"/>), or several times worse than it was; the last
    /// checkpoint is from before.
    /// </exception>
    public void Run(IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TorchRuntime.Initialize();
        var device = TorchRuntime.DeviceFor(Provider);
        _options.CheckParts(Collective.Ranks);
        string fingerprint = _images.Fingerprint(labels: _options.Network.Classes > 0);
        bool leads = Collective.Rank == 0;
        if (leads) _run.Open(_options, fingerprint);
        Collective.Wait();
        set_num_threads(_options.Threads);
        // libtorch's own standard is to round in convolutions, and what an earlier training set stays.
        if (device.type == DeviceType.CUDA) backends.cuda.matmul.allow_tf32 = backends.cudnn.allow_tf32 = _options.Precision == Precision.TensorFloat32;
        try
        {
            var inputs = new TrainingInputs(_images, _options);
            var start = TrainingState.Open(_options, inputs.Noise, device, _run);
            if (!SeeTheSame(start, fingerprint))
            {
                start.Dispose();
                throw new InvalidOperationException(
                    $"The processes of this training have different options, images or run folders; all must read the same '{_run.Path}' and the same data.");
            }
            if (!leads)
            {
                using var part = new TrainingLoop(this, _options, inputs, null, start, _run, RunLog.Silent, device);
                part.Run(cancellationToken);
                return;
            }
            var monitor = new HeldOutMonitor(inputs, _options, device);
            var facts = new RunFacts(Card?.Name ?? _options.Network.Name, Card?.TrainingData ?? "", _images.Count, fingerprint, device.ToString(), inputs.Noise,
                monitor.Rows);
            using var loop = new TrainingLoop(this, _options, inputs, monitor, start, _run, new RunLog(_run, _options, facts, this, progress, monitor, start),
                device);
            loop.Run(cancellationToken);
        }
        finally
        {
            FreedMemory.GiveBack();
        }
    }

    /// <summary>Whether all processes start from the same: what one of them computes for itself would else be added to what another one does.</summary>
    private bool SeeTheSame(TrainingState start, string fingerprint)
    {
        long Number(string hash) => Convert.ToInt64(hash[..15], 16);
        string options = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_options.ToJson())));
        return new[] { start.Images, start.Attempt, Number(fingerprint), Number(options) }.Aggregate(true, (same, n) => Collective.AreEqual(n) && same);
    }

    private static long Positive(long images) =>
        images > 0 ? images : throw new ArgumentOutOfRangeException(nameof(images), images, "Expected a number of images above 0.");

    /// <summary>A network that knows labels learns from labelled images only.</summary>
    private static void CheckLabels(ITrainingImages images, int classes)
    {
        if (classes == 0) return;
        for (int i = 0; i < images.Count; i++)
        {
            if (images.Label(i) is not { } label)
                throw new ArgumentException($"The network knows {classes} classes, but the images have no labels.", nameof(images));
            if (label < 0 || label >= classes)
                throw new ArgumentException($"The network knows classes 0 to {classes - 1}, but image {i} has label {label}.", nameof(images));
        }
    }
}
