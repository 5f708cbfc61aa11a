using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Dead pixels: turns pixels black, all channels together.</summary>
/// <param name="Share">Share of the pixels that are lost, 0 to 1.</param>
public sealed record PixelMask(float Share) : Corruption
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"pixel-mask-{Share}");

    /// <inheritdoc/>
    protected override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random)
    {
        image.CopyTo(result);
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            if (random.NextDouble() >= Share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = -1;
        }
    }
}
