using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>What an <see cref="IgnTrainer"/> learns from, and how it trains. The resulting stage is described by <see cref="IgnProjectionOptions"/>.</summary>
public sealed record IgnTrainerOptions
{
    /// <summary>
    /// The training. Its network says the shape of an image: a column with a flat vector needs it said here, and images of another size need
    /// <see cref="IgnProjectionOptions.Resizing"/> of the stage. Images are learned in colour, and by a network with one channel by their luminance. Rows that
    /// are held out are chosen by the seed. <see langword="null"/>: <see cref="TrainingOptions.Restoring"/> for the shape that the column's type has, with
    /// dimensions (C, H, W), (1, C, H, W) or (H, W) or images of known size, and 100,000 images, which is for a first look.
    /// </summary>
    /// <remarks>
    /// With <see cref="TrainingOptions.Crops"/> images of any size are learned at their full resolution, none smaller than a crop, and the trained stage takes
    /// images of any size where <see cref="IgnProjectionOptions.Output"/> is <see cref="ProjectionOutput.Image"/>. Their pixels lie in a file in the folder of
    /// the training meanwhile, three bytes each, so that they may be larger than memory.
    /// </remarks>
    public TrainingOptions? Training { get; init; }

    /// <summary>
    /// Column with the images to learn from. <see langword="null"/>: the one that the stage reads. Another one, where the data hold clean images
    /// beside the damaged ones that the stage is to work on; both must be there when the pipeline is fitted, only the stage's later.
    /// </summary>
    public string? TrainingColumn { get; init; }

    /// <summary>
    /// Column with a damaged version of each image, of the same type and shape: what f learns to undo, in place of <see cref="TrainingOptions.Damage"/>. A row
    /// that lacks one of the two is left out; with crops both have the same size in each row. <see langword="null"/>: damage is drawn.
    /// </summary>
    public string? DamagedColumn { get; init; }

    /// <summary>Value of black in the column of floats, and in the output. The default value is -1; for <c>ExtractPixels</c> as it comes, 0.</summary>
    public float Minimum { get; init; } = -1;

    /// <summary>Value of white in the column of floats, and in the output. The default value is 1; for <c>ExtractPixels</c> as it comes, 255.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>
    /// Most bytes that the images may take in memory: four for a value of floats or of images, one for bytes. The default value is 4 GiB; more is an error
    /// before it is allocated. Images that crops are drawn from do not lie in memory.
    /// </summary>
    public long MemoryLimit { get; init; } = 4L << 30;

    /// <summary>
    /// Folder for log, sample pictures and checkpoints; fitting again with the same options and data goes on there, or returns what is
    /// finished. <see langword="null"/>: a private temporary folder, which is removed afterwards; it lies below
    /// <see cref="Microsoft.ML.MLContext.TempFilePath"/> of the context that the trainer was made from (<c>mlContext.Transforms.TrainIgnProjection</c>), else
    /// below the system's temporary folder.
    /// </summary>
    public string? RunFolder { get; init; }

    /// <summary>What trains; <see langword="null"/> for a GPU if libtorch has one, else the processor.</summary>
    public ExecutionProvider? Provider { get; init; }

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

    /// <summary>Length of the training for a column whose shape is not known yet.</summary>
    internal long FirstLook { get; init; } = 100_000;

    /// <summary>Shape of what is trained on; null where the column tells it.</summary>
    internal TensorShape? KnownShape => Training?.Network.Input;

    /// <summary>Whether crops of images of any size are trained on.</summary>
    internal bool AreCropped => Training?.Crops is not null;

    /// <summary>The training for images of a shape.</summary>
    internal TrainingOptions TrainingFor(TensorShape shape) => (Training ?? StandardFor(shape, FirstLook)) with
    {
        HeldOutFrom = HeldOutFrom.End, // of rows that the trainer has brought into an order by chance
        Damage = DamagedColumn is null ? Training?.Damage : null,
    };

    /// <summary>What is trained where nobody asks for anything else.</summary>
    internal static TrainingOptions StandardFor(TensorShape shape, long images) =>
        TrainingOptions.Restoring(StandardNetworks.Restoring(shape)) with { Images = images };

    /// <summary>Checks what can be checked before any data is seen.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or two contradict each other.</exception>
    internal void Check()
    {
        if (!float.IsFinite(Minimum) || !float.IsFinite(Maximum) || Minimum >= Maximum)
            throw new ArgumentOutOfRangeException(nameof(Maximum), Maximum,
                FormattableString.Invariant($"Expected finite numbers, Maximum above Minimum ({Minimum})."));
        if (MemoryLimit < 1) throw new ArgumentOutOfRangeException(nameof(MemoryLimit), MemoryLimit, "Expected at least 1 byte.");
        if (FirstLook < 1) throw new ArgumentOutOfRangeException("images", FirstLook, "Expected at least 1 image.");
        if (TrainingColumn is { Length: 0 }) throw new ArgumentException("Expected the name of a column, or null.", nameof(TrainingColumn));
        if (DamagedColumn is { Length: 0 }) throw new ArgumentException("Expected the name of a column, or null.", nameof(DamagedColumn));
        if (RunFolder is { Length: 0 }) throw new ArgumentException("Expected a folder, or null.", nameof(RunFolder));
        if (Training is null) return;
        Training.Validated();
        if (Training.Network.Classes > 0)
            throw new ArgumentException("A pipeline trains without labels: expected a network without label channels.", nameof(Training));
        if (Training.Objective is UnpairedOptions && (Minimum, Maximum) != (-1, 1))
            throw new ArgumentException($"The objective {Training.Objective.Name} works on values from -1 to 1, which its noise belongs to. Scale the column, or use a column of bytes.", nameof(Training));
        if (DamagedColumn is not null && Training.Objective is not PairedOptions)
            throw new ArgumentException($"Damaged images are for the paired objective, not for {Training.Objective.Name}.", nameof(DamagedColumn));
        if (AreCropped && !Training.Network.AnySize)
            throw new ArgumentException("Crops stand for images of any size: expected a network that takes them (AnySize).", nameof(Training));
    }
}
