using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Median over a square window, channel by channel; the border is mirrored.</summary>
public sealed class MedianFilter : IImageFilter
{
    private readonly int _side;

    /// <summary>A filter with that window.</summary>
    /// <param name="side">Side of the window in pixels: odd, 3 to 15.</param>
    public MedianFilter(int side)
    {
        if (side is < 3 or > 15 || side % 2 == 0) throw new ArgumentOutOfRangeException(nameof(side), side, "Expected an odd side of 3 to 15 pixels.");
        _side = side;
    }

    /// <inheritdoc/>
    public string Name => $"median{_side}";

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape)
    {
        Border.CheckLengths(image, result, shape);
        int plane = shape.Height * shape.Width, wide = shape.Width + _side - 1;
        Span<float> window = stackalloc float[_side * _side];
        for (int c = 0; c < shape.Channels; c++)
        {
            var padded = Border.Reflect(image.Slice(c * plane, plane), shape.Height, shape.Width, _side / 2).AsSpan();
            for (int i = 0; i < plane; i++)
            {
                int first = i / shape.Width * wide + i % shape.Width;
                for (int row = 0; row < _side; row++) padded.Slice(first + row * wide, _side).CopyTo(window[(row * _side)..]);
                window.Sort();
                result[c * plane + i] = window[window.Length / 2];
            }
        }
    }
}
