using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Turns a position in the training into a batch of shifted images with labels. Image n is a function of the seed and n alone.</summary>
/// <param name="images">The training set, with labels.</param>
/// <param name="seed">Seed of order and shifts.</param>
/// <param name="shift">Largest shift in pixels; what comes in from outside repeats the border.</param>
internal sealed class LabelledLoader(ImageSet images, long seed, int shift)
{
    private readonly EpochOrder _order = EpochOrder.Of(new SetImages(images), seed);

    /// <summary>Images <paramref name="position"/> … of the training <c>[N, C, H, W]</c> and their labels <c>[N]</c>.</summary>
    internal (Tensor Images, Tensor Labels) Load(long position, int count)
    {
        var shape = images.Shape;
        var values = new float[count * shape.Size];
        var labels = new long[count];
        var original = new float[shape.Size];
        for (int i = 0; i < count; i++)
        {
            int index = _order[position + i];
            labels[i] = images.Labels![index];
            images.ToRange(index, original);
            var random = new SeededRandom(SeededRandom.Mix((ulong)seed, (ulong)(position + i), 1));
            Shift(original, values.AsSpan(i * shape.Size, shape.Size), random.Next(2 * shift + 1) - shift, random.Next(2 * shift + 1) - shift);
        }
        return (tensor(values, [count, shape.Channels, shape.Height, shape.Width]), tensor(labels));
    }

    private void Shift(ReadOnlySpan<float> from, Span<float> to, int down, int right)
    {
        var (channels, height, width) = images.Shape;
        for (int row = 0; row < channels * height; row++)
        {
            int source = row / height * height + Math.Clamp(row % height - down, 0, height - 1);
            for (int x = 0; x < width; x++) to[row * width + x] = from[source * width + Math.Clamp(x - right, 0, width - 1)];
        }
    }
}
