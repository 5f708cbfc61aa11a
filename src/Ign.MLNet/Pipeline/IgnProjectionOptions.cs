using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>Columns of a projection stage, and how it computes.</summary>
public sealed record IgnProjectionOptions : IgnProjectorOptions
{
    /// <summary>Column to create, a <c>Vector&lt;Single, 1, C, H, W&gt;</c> as <c>ApplyOnnxModel</c> makes it.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>
    /// Column to read: a vector of <see cref="float"/> in the card's value range, or of <see cref="byte"/>, whose 0 to 255 are scaled to it;
    /// dense or sparse, of the model's size, in CHW order. <see langword="null"/>: the column is named as <see cref="OutputColumn"/>.
    /// </summary>
    public string? InputColumn { get; init; }

    /// <summary>How many times f is applied, 1 to 1000.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>The column to read, with the default applied.</summary>
    internal string Source => InputColumn ?? OutputColumn;

    /// <summary>These columns, computed as other options say.</summary>
    internal IgnProjectionOptions ExecutedAs(IgnProjectorOptions execution) => this with
    {
        BatchSize = execution.BatchSize,
        IntraOpThreads = execution.IntraOpThreads,
        Provider = execution.Provider,
        DeviceId = execution.DeviceId,
        FallBackToCpu = execution.FallBackToCpu,
        Warn = execution.Warn,
    };

    /// <summary>Checks all values for that model.</summary>
    /// <exception cref="ArgumentException">A column has no name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal new void CheckFor(TensorShape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumn);
        ArgumentException.ThrowIfNullOrEmpty(Source, nameof(InputColumn));
        Require(Applications is >= 1 and <= 1000, nameof(Applications), Applications, "Expected 1 to 1000 applications.");
        base.CheckFor(shape);
    }
}
