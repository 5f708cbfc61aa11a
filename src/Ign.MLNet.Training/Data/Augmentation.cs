using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Symmetries of images, chosen by the bits of a seed: an image and its damaged version go through the same ones.</summary>
/// <param name="Mirror">Whether images are mirrored left to right with a chance of one half.</param>
/// <param name="Turn">Whether images, which must be squares, are turned by none to three quarters.</param>
internal readonly record struct Augmentation(bool Mirror, bool Turn)
{
    internal static Augmentation Of(TrainingOptions options) => new(options.Mirror, options.Crops?.Turn == true);

    internal void Apply(Span<float> image, TensorShape shape, ulong seed)
    {
        if (Mirror && (seed & 1) == 0)
            for (int row = 0; row < shape.Channels * shape.Height; row++) image.Slice(row * shape.Width, shape.Width).Reverse();
        if (!Turn) return;
        int side = shape.Width;
        for (ulong quarters = (seed >> 1) & 3; quarters > 0; quarters--)
            for (int c = 0; c < shape.Channels; c++) Quarter(image.Slice(c * side * side, side * side), side);
    }

    /// <summary>A quarter turn is a transposition and a mirror.</summary>
    private static void Quarter(Span<float> plane, int side)
    {
        for (int y = 0; y < side; y++)
            for (int x = y + 1; x < side; x++) (plane[y * side + x], plane[x * side + y]) = (plane[x * side + y], plane[y * side + x]);
        for (int y = 0; y < side; y++) plane.Slice(y * side, side).Reverse();
    }
}
