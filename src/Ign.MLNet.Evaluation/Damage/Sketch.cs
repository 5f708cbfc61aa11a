using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// A pencil drawing of the image, as in the out-of-distribution experiments of the IGN paper: with g the mean over the channels of x + 1,
/// g / (blur(g) + 1e-10) - 1 in every channel. Flat parts become 0 and black ones -1; bright edges may leave [-1, 1].
/// </summary>
/// <param name="Sigma">Standard deviation of the blur in pixels, above 0, at most 20; its kernel has 21x21 pixels, as published.</param>
[method: JsonConstructor]
public sealed record Sketch(Amount Sigma) : Damage
{
    private const int Radius = 10;
    private const float UsualSigma = 3.5f, NoDivisionByZero = 1e-10f;

    /// <summary>The sketch of the paper: a blur of 3.5 pixels.</summary>
    public Sketch() : this(UsualSigma) { }

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => new Sketch(Sigma.Sample(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => $"sketch-{Sigma}";

    /// <inheritdoc/>
    protected internal override bool Settled() => Sigma.IsFixed;

    internal override void Check() => Sigma.Require("sigma", Blur.MinSigma, Blur.MaxSigma);

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var grey = Grey.Mean(image, shape);
        for (int i = 0; i < grey.Length; i++) grey[i] += 1;
        var blurred = new float[grey.Length];
        Blur.ApplyToPlane(grey, blurred, shape.Height, shape.Width, Sigma.Value, Radius);
        for (int i = 0; i < grey.Length; i++) grey[i] = grey[i] / (blurred[i] + NoDivisionByZero) - 1;
        for (int c = 0; c < shape.Channels; c++) grey.CopyTo(result.Slice(c * grey.Length, grey.Length));
    }
}
