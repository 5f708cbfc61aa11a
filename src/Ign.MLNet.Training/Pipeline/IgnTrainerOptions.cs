using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>What an <see cref="IgnTrainer"/> trains, and how. The resulting stage is described by <see cref="IgnProjectionOptions"/>.</summary>
public sealed record IgnTrainerOptions
{
    private static readonly TensorShape s_crop = new(3, 96, 96);

    /// <summary>
    /// Shape of one image. <see langword="null"/>: that of the column's type, of dimensions (C, H, W), (1, C, H, W) or (H, W); a flat vector
    /// needs it said here. Images of known size are learned in colour, and with one channel here by their luminance; images of unknown size need it said here,
    /// and <see cref="IgnProjectionOptions.Resizing"/> of the stage where they are not all of that size. With <see cref="Crops"/> it is the shape of a crop, with
    /// 1 or 3 channels and sides that are multiples of 8, and 3x96x96 where it is not said.
    /// </summary>
    public TensorShape? Shape { get; init; }

    /// <summary>
    /// How crops are drawn from a column of images of any size, at their full resolution: <see cref="Training.TrainingOptions.RestoringPhotos"/> on them. The trained stage
    /// then takes images of any size, where <see cref="IgnProjectionOptions.Output"/> is <see cref="ProjectionOutput.Image"/>. No image may be smaller than a crop.
    /// The pixels lie in a file in the folder of the training meanwhile, three bytes each, so that they may be larger than memory. <see langword="null"/>: images are
    /// learned whole, all in one shape.
    /// </summary>
    public CropOptions? Crops { get; init; }

    /// <summary>
    /// Column with the images to learn from. <see langword="null"/>: the one that the stage reads. Another one, where the data hold clean images
    /// beside the damaged ones that the stage is to work on; both must be there when the pipeline is fitted, only the stage's later.
    /// </summary>
    public string? TrainingColumn { get; init; }

    /// <summary>
    /// Column with a damaged version of each image, of the same type and shape: what f learns to undo. <see langword="null"/>: damage is drawn. A row that lacks
    /// one of the two is left out; with <see cref="Crops"/> both have the same size in each row.
    /// </summary>
    public string? DamagedColumn { get; init; }

    /// <summary>How images are made bad where <see cref="DamagedColumn"/> does not say it; <see langword="null"/> for the preset <c>garments</c>, with <see cref="Crops"/> <c>photo</c>.</summary>
    public Damage? Damage { get; init; }

    /// <summary>Value of black in the column of floats, and in the output. The default value is -1; for <c>ExtractPixels</c> as it comes, 0.</summary>
    public float Minimum { get; init; } = -1;

    /// <summary>Value of white in the column of floats, and in the output. The default value is 1; for <c>ExtractPixels</c> as it comes, 255.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>What the stage is to do. The default value is <see cref="TrainingGoal.Restoring"/>.</summary>
    public TrainingGoal Goal { get; init; }

    /// <summary>
    /// Length of the training in images, counted with repetition. The default value is 100,000, which is for a first look;
    /// <see cref="TrainingOptions"/> train with 1,000,000.
    /// </summary>
    public long Images { get; init; } = 100_000;

    /// <summary>Images a step; <see langword="null"/> for what proved good for the goal.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Step size of Adam; <see langword="null"/> for what proved good for the goal.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Width of the network in channels; <see langword="null"/> for that of <see cref="StandardNetworks"/>, with <see cref="Crops"/> of <see cref="PhotoUNet"/>.</summary>
    public int? Width { get; init; }

    /// <summary>Width of the network where it is deepest; <see langword="null"/> for that of <see cref="StandardNetworks"/>, and with <see cref="Crops"/>.</summary>
    public int? DeepWidth { get; init; }

    /// <summary>A network of one's own instead of a standard one; it also says the shape.</summary>
    public NetworkSpec? Network { get; init; }

    /// <summary>Rows, chosen by the seed, that are measured on and not trained on; <see langword="null"/> for a tenth, at most 256.</summary>
    public int? HeldOut { get; init; }

    /// <summary>Seed of everything random. The default value is 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Processor threads; results repeat exactly for one number. <see langword="null"/> for all cores.</summary>
    public int? Threads { get; init; }

    /// <summary>What trains; <see langword="null"/> for a GPU if libtorch has one, else the processor.</summary>
    public ExecutionProvider? Provider { get; init; }

    /// <summary>
    /// Has the last word on how is trained, for what has no option here: objective, noise, mirroring, averaging. Must give the same result for the same input.
    /// </summary>
    public Func<TrainingOptions, TrainingOptions>? Configure { get; init; }

    /// <summary>
    /// Folder for log, sample pictures and checkpoints; fitting again with the same options and data goes on there, or returns what is
    /// finished. <see langword="null"/>: a private temporary folder, which is removed afterwards; it lies below <see cref="Microsoft.ML.MLContext.TempFilePath"/> of the
    /// context that the trainer was made from (<c>mlContext.TrainIgnProjection</c>), else below the system's temporary folder.
    /// </summary>
    public string? RunFolder { get; init; }

    /// <summary>
    /// Most bytes that the images may take in memory: four for a value of floats or of images, one for bytes. The default value is 4 GiB; more is an error
    /// before it is allocated. Images that <see cref="Crops"/> are drawn from do not lie in memory.
    /// </summary>
    public long MemoryLimit { get; init; } = 4L << 30;

    /// <summary>Adds to the model's card what no training can know: name, licences, intended use, day.</summary>
    public Func<IgnModelCard, IgnModelCard>? CompleteCard { get; init; }

    /// <summary>Receives reports, about a hundred in a training; called by the thread that fits.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>
    /// Receives one sentence for each thing about the data that is odd. <see langword="null"/>: it goes to the log of the
    /// <see cref="Microsoft.ML.MLContext"/> that the trainer was made from, or to <see cref="System.Diagnostics.Trace"/>.
    /// </summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Stops <see cref="IgnTrainer.Fit"/>, which then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Shape of what is trained on; null where the column tells it.</summary>
    internal TensorShape? KnownShape => Network?.Input ?? Shape ?? (Crops is null ? null : s_crop);
}
