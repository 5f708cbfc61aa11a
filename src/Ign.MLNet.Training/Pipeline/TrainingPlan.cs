using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Makes the <see cref="TrainingOptions"/> of a pipeline's trainer.</summary>
internal static class TrainingPlan
{
    private const int UnknownRows = 1_000_000;

    /// <param name="options">What the user asked for.</param>
    /// <param name="shape">Shape of the images.</param>
    /// <param name="rows">Images in the data.</param>
    /// <exception cref="InvalidDataException">An option is out of its range.</exception>
    /// <exception cref="SpecException">There is no such network.</exception>
    internal static TrainingOptions Create(IgnTrainerOptions options, TensorShape shape, int rows)
    {
        var standard = Standard(options, shape);
        var training = standard with
        {
            Images = options.Images,
            BatchSize = options.BatchSize ?? standard.BatchSize,
            LearningRate = options.LearningRate ?? standard.LearningRate,
            HeldOut = options.HeldOut ?? TrainingOptions.HeldOutOf(rows),
            HeldOutFrom = HeldOutFrom.End, // of rows that the trainer has brought into an order by chance
            Damage = options.Damage ?? (options.DamagedColumn is null ? standard.Damage : null),
            Seed = options.Seed,
            Threads = options.Threads ?? Environment.ProcessorCount,
        };
        training = (options.Configure?.Invoke(training) ?? training).Validated();
        if (training.Crops?.Shrink != options.Crops?.Shrink)
            throw new InvalidDataException($"{nameof(IgnTrainerOptions.Crops)} say whether images are learned crop by crop, and how far they are shrunk before: set both there, not in {nameof(IgnTrainerOptions.Configure)}.");
        if (training.Network.Classes > 0) throw new SpecException("A pipeline trains without labels: expected a network without label channels.");
        return training.Network.Input == shape ? training : throw new SpecException($"The network takes images of {training.Network.Input}, the data has {shape}.");
    }

    /// <summary>Checks what can be checked before any data is seen.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or two contradict each other.</exception>
    internal static void Check(IgnTrainerOptions options)
    {
        if (!Enum.IsDefined(options.Goal)) throw Bad(nameof(options.Goal), options.Goal, "Expected Restoring or Generating.");
        if (!float.IsFinite(options.Minimum) || !float.IsFinite(options.Maximum) || options.Minimum >= options.Maximum)
            throw Bad(nameof(options.Maximum), options.Maximum, FormattableString.Invariant($"Expected finite numbers, Maximum above Minimum ({options.Minimum})."));
        if (options.Goal == TrainingGoal.Generating && (options.Minimum != -1 || options.Maximum != 1))
            throw Bad(nameof(options.Goal), options.Goal, "Generating works on values from -1 to 1, which its noise belongs to. Scale the column, or use a column of bytes.");
        if (options.MemoryLimit < 1) throw Bad(nameof(options.MemoryLimit), options.MemoryLimit, "Expected at least 1 byte.");
        if (options.TrainingColumn is { Length: 0 }) throw Bad(nameof(options.TrainingColumn), "Expected the name of a column, or null.");
        if (options.DamagedColumn is { Length: 0 }) throw Bad(nameof(options.DamagedColumn), "Expected the name of a column, or null.");
        if (options.DamagedColumn is not null && options.Damage is not null) throw Bad(nameof(options.Damage), "The damaged images are given by DamagedColumn: expected one of the two.");
        if ((options.DamagedColumn is not null || options.Damage is not null) && options.Goal != TrainingGoal.Restoring)
            throw Bad(options.Damage is null ? nameof(options.DamagedColumn) : nameof(options.Damage), "Generating projects noise, not damaged images: expected the goal Restoring.");
        if (options.Crops is not null && options.Goal != TrainingGoal.Restoring) throw Bad(nameof(options.Crops), "Generating makes images of one size: expected the goal Restoring.");
        if (options.Crops is not null && options.DeepWidth is not null) throw Bad(nameof(options.DeepWidth), "The network for crops has one width: expected Width only.");
        if (options.Crops is not null && options.Network is { AnySize: false }) throw Bad(nameof(options.Network), "Crops stand for images of any size: expected a network that takes them (AnySize).");
        if (options.RunFolder is { Length: 0 }) throw Bad(nameof(options.RunFolder), "Expected a folder, or null.");
        if (options.Shape is { } shape && options.Network is { } network && network.Input != shape)
            throw Bad(nameof(options.Shape), $"The network takes images of {network.Input}, the option Shape says {shape}.");
        if (options.Network is not null && (options.Width ?? options.DeepWidth) is not null)
            throw Bad(nameof(options.Width), "Widths are those of a standard network: expected either Network, or Width and DeepWidth.");
        try
        {
            // Where the shape comes from the data, any that suits both goals tells whether the rest is in order.
            if (options.KnownShape is { } known) Create(options, known, UnknownRows);
            else if (options.Configure is null) Create(options, new TensorShape(1, 28, 28), UnknownRows);
        }
        catch (Exception e) when (e is InvalidDataException or SpecException)
        {
            throw new ArgumentException(e.Message, nameof(options), e);
        }
    }

    /// <summary>What proved good for the goal.</summary>
    private static TrainingOptions Standard(IgnTrainerOptions options, TensorShape shape) => options switch
    {
        { Crops: { } crops } => TrainingOptions.RestoringPhotos(options.Network ?? PhotoUNet.For(shape, options.Width ?? PhotoUNet.StandardWidth)) with { Crops = crops },
        { Goal: TrainingGoal.Restoring } => TrainingOptions.Restoring(options.Network ?? StandardNetworks.Restoring(shape, options.Width, options.DeepWidth)),
        _ => TrainingOptions.Generating(options.Network ?? StandardNetworks.Generating(shape, options.Width, options.DeepWidth)),
    };

    private static ArgumentException Bad(string option, string message) => new(message, option);

    private static ArgumentOutOfRangeException Bad(string option, object value, string message) => new(option, value, message);
}
