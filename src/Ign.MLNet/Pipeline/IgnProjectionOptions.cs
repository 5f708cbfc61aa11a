using Ign.MLNet.Networks;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary>Columns of a projection stage, and how it computes.</summary>
public sealed record IgnProjectionOptions : IgnProjectorOptions
{
    /// <summary>Column to create, of the type that <see cref="Output"/> says.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>
    /// Column to read: a vector of <see cref="float"/> from <see cref="Minimum"/> to <see cref="Maximum"/>, or of <see cref="byte"/>, whose 0 to 255
    /// are scaled to the card's range, dense or sparse, of the model's size, in CHW order; or an <see cref="Microsoft.ML.Data.MLImage"/>. A model of one
    /// channel reads the luminance of a colour image. <see langword="null"/>: the column is named as <see cref="OutputColumn"/>.
    /// </summary>
    public string? InputColumn { get; init; }

    /// <summary>
    /// Value of black in the column of floats, and in the output where that is a vector; with <see cref="Maximum"/> 0 and 1, 0 and 255, or what
    /// standardising made of black and white. Values are mapped linearly to the card's range before f and back after it, also beyond both ends.
    /// <see langword="null"/>: the card's own. Columns of bytes and images say their range themselves.
    /// </summary>
    public float? Minimum { get; init; }

    /// <summary>Value of white in the column of floats, and in the output; set together with <see cref="Minimum"/>, above which it is.</summary>
    public float? Maximum { get; init; }

    /// <summary>How many times f is applied, 1 to 1000.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>
    /// How far the result goes from the input to the projection, 0 to 1: y + strength · (f(y) − y). 0 gives the input back, in the form of the output.
    /// </summary>
    public float Strength { get; init; } = 1;

    /// <summary>Type of <see cref="OutputColumn"/>. Images need a model of one or three channels.</summary>
    public ProjectionOutput Output { get; init; }

    /// <summary>
    /// How images of another size than the model's are brought to it, with the results of ML.NET's <c>ResizeImages</c>: <c>Fill</c> takes the
    /// nearest pixels, <c>IsoCrop</c> and <c>IsoPad</c> keep the aspect ratio and filter. <see langword="null"/>: they are an error; but a model for
    /// images of <see cref="IgnModel.AnySize">any size</see> takes images as they are where <see cref="Output"/> is <see cref="ProjectionOutput.Image"/> too.
    /// </summary>
    public ImageResizingEstimator.ResizingKind? Resizing { get; init; }

    /// <summary>
    /// Further column to create, a <see cref="float"/>: ‖f(y) - y‖₂ over all values in the card's range, whatever that of the column is, or
    /// ‖fᵏ(y) - y‖₂ for several applications, times <see cref="Strength"/>.
    /// It says how far the input was from what the model knows: large for damage and for foreign images. It does not say
    /// whether the result is right. <see langword="null"/>: not created.
    /// </summary>
    public string? DisplacementColumn { get; init; }

    /// <summary>
    /// Further column to create, a <see cref="float"/>: ‖f(p) - p‖₂ for the projection p that the stage gives, in the card's range; reading it costs one
    /// application more. It says how much a second application would change. A small residual does not say that the result is right: a network may rest on a
    /// wrong image, and one that returns every input as it is has a residual of 0. <see langword="null"/>: not created.
    /// </summary>
    public string? ResidualColumn { get; init; }

    /// <summary>What happens to an image that holds NaN or infinity, or is not there.</summary>
    public NonFiniteInput NonFinite { get; init; }

    /// <summary>Values of black and white in a column of floats, with the default applied.</summary>
    internal (float Minimum, float Maximum) RangeFor(IgnModelCard card) => (Minimum ?? card.Minimum, Maximum ?? card.Maximum);

    /// <summary>Whether images are projected in the size that they have.</summary>
    internal bool TakesAnySize(IgnModel model) => model.AnySize && Output == ProjectionOutput.Image && Resizing is null;

    /// <summary>The column to read, with the default applied.</summary>
    internal string Source => InputColumn ?? OutputColumn;

    /// <summary>These columns, computed as other options say.</summary>
    internal IgnProjectionOptions ExecutedAs(IgnProjectorOptions execution) => this with
    {
        BatchSize = execution.BatchSize,
        IntraOpThreads = execution.IntraOpThreads,
        Provider = execution.Provider,
        ConfigureSession = execution.ConfigureSession,
        DeviceId = execution.DeviceId,
        FallBackToCpu = execution.FallBackToCpu,
        Warn = execution.Warn,
    };

    /// <summary>Checks all values for that model.</summary>
    /// <exception cref="ArgumentException">A column has no name, or one end of a range is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal new void CheckFor(TensorShape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumn);
        ArgumentException.ThrowIfNullOrEmpty(Source, nameof(InputColumn));
        Require(Applications is >= 1 and <= 1000, nameof(Applications), Applications, "Expected 1 to 1000 applications.");
        Require(Strength is >= 0 and <= 1, nameof(Strength), Strength, "Expected a strength from 0 to 1.");
        Require(Enum.IsDefined(Output), nameof(Output), Output, "Expected Vector, Image or Tensor.");
        Require(Output != ProjectionOutput.Image || ImagePixels.Fits(shape), nameof(Output), Output,
            $"Images have one or three channels; the model's have {shape.Channels} ({shape}).");
        Require(Resizing is null || Enum.IsDefined(Resizing.Value), nameof(Resizing), Resizing!, "Expected Fill, IsoCrop, IsoPad or null.");
        Require(Enum.IsDefined(NonFinite), nameof(NonFinite), NonFinite, "Expected Throw or Missing.");
        CheckNames();
        CheckRange();
        base.CheckFor(shape);
    }

    /// <summary>Checks the range for a column of that kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is none of floats.</exception>
    internal void CheckFor(InputKind kind) => Require(Minimum is null || kind == InputKind.SingleVector, nameof(Minimum), Minimum!,
        $"Column '{Source}' holds {(kind == InputKind.Image ? "images" : "bytes")}, whose range is 0 to 255: " +
        $"leave out {nameof(Minimum)} and {nameof(Maximum)}, which are for floats.");

    private void CheckRange()
    {
        if (Minimum is null != Maximum is null)
            throw new ArgumentException($"{nameof(Minimum)} and {nameof(Maximum)} are one range: set both or none.");
        if (Minimum is not { } minimum || Maximum is not { } maximum) return;
        Require(float.IsFinite(minimum), nameof(Minimum), minimum, "Expected a finite number.");
        string from = FormattableString.Invariant($"{nameof(Minimum)} ({minimum})");
        Require(float.IsFinite(maximum) && maximum > minimum, nameof(Maximum), maximum, $"Expected a finite number above {from}.");
        Require(float.IsNormal(maximum - minimum), nameof(Maximum), maximum, $"The range from {from} is too narrow or too wide for floats.");
    }

    private void CheckNames()
    {
        var created = new HashSet<string> { OutputColumn };
        foreach (var (option, name) in new[] { (nameof(DisplacementColumn), DisplacementColumn), (nameof(ResidualColumn), ResidualColumn) })
        {
            if (name is null) continue;
            ArgumentException.ThrowIfNullOrEmpty(name, option);
            if (!created.Add(name)) throw new ArgumentException($"The stage would create column '{name}' twice.", option);
        }
    }
}
