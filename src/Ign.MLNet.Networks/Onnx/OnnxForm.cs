namespace Ign.MLNet.Networks;

/// <summary>How a network is written as a model file. The defaults are what this library itself reads.</summary>
public sealed record OnnxForm
{
    /// <summary>Oldest operator set that is written.</summary>
    public const int MinOpset = 10;

    /// <summary>Operator set of a file unless another one is asked for: every runtime in use reads it, Windows ML included.</summary>
    public const int DefaultOpset = 12;

    /// <summary>Newest operator set that is written.</summary>
    public const int MaxOpset = 21;

    /// <summary>Oldest operator set for <see cref="WeightPrecision.Int8Static"/>: since then a kernel can have a scale for each slice.</summary>
    public const int StaticOpset = 13;

    /// <summary>Oldest operator set that rounds values to pixels.</summary>
    public const int PixelOpset = 11;

    /// <summary>Oldest operator set whose limits of a range are inputs; before, they were attributes.</summary>
    internal const int LimitsOpset = 11;

    private const int MaxApplications = 100;
    private const int MaxBatch = 4096;

    /// <summary>How the kernels are stored.</summary>
    public WeightPrecision Precision { get; init; }

    /// <summary>Ranges of the values between layers, for <see cref="WeightPrecision.Int8Static"/> and for nothing else.</summary>
    public ActivationRanges? Ranges { get; init; }

    /// <summary>What goes in and comes out.</summary>
    public ImageElements Elements { get; init; }

    /// <summary>How many times f is applied inside the graph, 1 to 100; the weights are stored once.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>Number of images of every call, 1 to 4096, for runtimes that cannot do with a free one. <see langword="null"/>: it is free.</summary>
    public int? Batch { get; init; }

    /// <summary>Operator set, 10 to 21. Below 12 is for engines that stopped there, such as the one in OpenCV 4.6.</summary>
    public int Opset { get; init; } = DefaultOpset;

    /// <summary>Oldest file format that knows the operator set (onnx/onnx, docs/Versioning.md).</summary>
    internal int IrVersion => Opset switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };

    /// <summary>Checks all values.</summary>
    /// <returns>This form.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public OnnxForm Checked()
    {
        Require(Enum.IsDefined(Precision), nameof(Precision), Precision, "Expected Float32, Float16, Int8 or Int8Static.");
        Require(Enum.IsDefined(Elements), nameof(Elements), Elements, "Expected Float, UInt8Planes or UInt8Interleaved.");
        Require(Applications is >= 1 and <= MaxApplications, nameof(Applications), Applications, $"Expected 1 to {MaxApplications} applications.");
        Require(Batch is null or (>= 1 and <= MaxBatch), nameof(Batch), Batch ?? 0, $"Expected a batch of 1 to {MaxBatch} images.");
        Require(Opset is >= MinOpset and <= MaxOpset, nameof(Opset), Opset, $"Expected an operator set from {MinOpset} to {MaxOpset}.");
        Require(Elements == ImageElements.Float || Opset >= PixelOpset, nameof(Opset), Opset,
            $"Pixels in and out need an operator set of at least {PixelOpset}.");
        Require(Precision != WeightPrecision.Int8Static || Opset >= StaticOpset, nameof(Opset), Opset,
            $"Rounding the values between layers needs an operator set of at least {StaticOpset}.");
        if (Precision == WeightPrecision.Int8Static != Ranges is not null)
            throw new ArgumentException("Ranges are needed for Int8Static and for nothing else.", nameof(Ranges));
        return this;
    }

    private static void Require(bool valid, string option, object value, string message)
    {
        if (!valid) throw new ArgumentOutOfRangeException(option, value, message);
    }
}
