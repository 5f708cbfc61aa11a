using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Turns pixels black or white, all channels together, with equal chance.</summary>
/// <param name="Share">Share of the pixels that are hit, 0 to 1.</param>
public sealed record SaltAndPepper(float Share) : Corruption
{
    /// <inheritdoc/>
    public override string Name => string.Create(CultureInfo.InvariantCulture, $"salt-pepper-{Share}");

    /// <inheritdoc/>
    protected override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random)
    {
        image.CopyTo(result);
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            double draw = random.NextDouble();
            if (draw >= Share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = draw < Share / 2 ? -1 : 1;
        }
    }
}
