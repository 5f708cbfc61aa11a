using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Blanks one square, black, wholly inside the image at a random place.</summary>
/// <param name="Side">Side of the square in pixels; a larger one than the image blanks its whole side.</param>
public sealed record BoxMask(int Side) : Corruption
{
    /// <inheritdoc/>
    public override string Name => $"box-mask-{Side}";

    /// <inheritdoc/>
    protected override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random)
    {
        image.CopyTo(result);
        int height = Math.Min(Side, shape.Height), width = Math.Min(Side, shape.Width);
        int top = random.Next(shape.Height - height + 1), left = random.Next(shape.Width - width + 1);
        for (int row = 0; row < shape.Channels * shape.Height; row++)
        {
            int y = row % shape.Height;
            if (y >= top && y < top + height) result.Slice(row * shape.Width + left, width).Fill(-1);
        }
    }
}
