using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>Fills the sides of an image up on the right and at the bottom, in place, in the memory of the larger one.</summary>
/// <param name="image">The image.</param>
/// <param name="filled">The same with larger sides.</param>
internal sealed class Filling(TensorShape image, TensorShape filled)
{
    /// <summary>
    /// Moves the rows of an image that lie one after the other to their places in the larger one; from the last one on, none is written over before it has
    /// moved.
    /// </summary>
    internal void Spread(Span<float> values)
    {
        for (int row = Rows - 1; row >= 0; row--) values.Slice(row * image.Width, image.Width).CopyTo(values[Place(row)..]);
    }

    /// <summary>The way back.</summary>
    internal void Gather(Span<float> values)
    {
        for (int row = 0; row < Rows; row++) values.Slice(Place(row), image.Width).CopyTo(values[(row * image.Width)..]);
    }

    /// <summary>Gives what was added the mirrored values of the image.</summary>
    internal void Mirror(Span<float> values)
    {
        for (int row = 0; row < Rows; row++)
        {
            var line = values.Slice(Place(row), filled.Width);
            for (int x = image.Width; x < line.Length; x++) line[x] = line[Mirrored(x, image.Width)];
        }
        for (int c = 0; c < image.Channels; c++)
            for (int y = image.Height; y < filled.Height; y++)
                values.Slice(Place(c, Mirrored(y, image.Height)), filled.Width).CopyTo(values[Place(c, y)..]);
    }

    private int Rows => image.Channels * image.Height;

    private int Place(int row) => Place(row / image.Height, row % image.Height);

    private int Place(int channel, int y) => (channel * filled.Height + y) * filled.Width;

    /// <summary>Reflections with the edge repeated, back and forth as often as it takes: 0 1 2 | 2 1 0 | 0 1.</summary>
    private static int Mirrored(int at, int length)
    {
        at %= 2 * length;
        return at < length ? at : 2 * length - 1 - at;
    }
}
