using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Takes the colour away: every channel becomes the plain mean of all channels, which is not luma.</summary>
public sealed record Grey : Damage
{
    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) => this;

    /// <inheritdoc/>
    protected internal override string Describe() => "grey";

    /// <inheritdoc/>
    protected internal override bool Settled() => true;

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        int plane = shape.Height * shape.Width;
        var mean = Mean(image, shape);
        for (int c = 0; c < shape.Channels; c++) mean.CopyTo(result.Slice(c * plane, plane));
    }

    /// <summary>Mean over the channels, one value a pixel.</summary>
    internal static float[] Mean(ReadOnlySpan<float> image, TensorShape shape)
    {
        int plane = shape.Height * shape.Width;
        var mean = new float[plane];
        for (int i = 0; i < image.Length; i++) mean[i % plane] += image[i];
        for (int i = 0; i < plane; i++) mean[i] /= shape.Channels;
        return mean;
    }
}
