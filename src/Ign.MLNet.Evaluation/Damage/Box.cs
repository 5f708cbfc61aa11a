using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Blanks one square, black, wholly inside the image at a random place. Its side is given in pixels or as a share of the image, not both.</summary>
/// <param name="Side">Side of the square in whole pixels; a larger one than the image blanks its whole side.</param>
/// <param name="Share">Side of the square over the shorter side of the image, 0 to 1; whole pixels, rounded down.</param>
public sealed record Box(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Amount? Side = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Amount? Share = null) : Damage
{
    private const int MaxSide = 1 << 16;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape) =>
        new Box((Side ?? Pixels(Share, Math.Min(shape.Height, shape.Width))).SampleWhole(ref random));

    /// <inheritdoc/>
    protected internal override string Describe() => Side is { } side ? $"box-{side}" : $"box-{Share}-of-side";

    /// <inheritdoc/>
    protected internal override bool Settled() => Side is { IsFixed: true };

    internal override void Check()
    {
        if (Side.HasValue == Share.HasValue) throw new ArgumentException("box: expected either a side in pixels or a share of the image's side.");
        Side?.Require("side", 0, MaxSide, whole: true);
        Share?.Require("share", 0, 1);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        int side = Side!.Value.Whole;
        image.CopyTo(result);
        int height = Math.Min(side, shape.Height), width = Math.Min(side, shape.Width);
        int top = random.Next(shape.Height - height + 1), left = random.Next(shape.Width - width + 1);
        for (int row = 0; row < shape.Channels * shape.Height; row++)
        {
            int y = row % shape.Height;
            if (y >= top && y < top + height) result.Slice(row * shape.Width + left, width).Fill(-1);
        }
    }

    /// <summary>The lower end and the length of the range are rounded down, each for itself: a seventh to four sevenths of 28 are 4 to 16 pixels.</summary>
    private static Amount Pixels(Amount? share, int side)
    {
        if (share is not { } part) throw new ArgumentException("box: expected either a side in pixels or a share of the image's side.");
        int low = Floor(side * part.Low);
        return new Amount(low, low + Floor(side * (part.High - part.Low)));

        // A third of 30 is 10, whichever way a third was rounded.
        static int Floor(float pixels) => (int)(pixels + 1e-2f);
    }
}
