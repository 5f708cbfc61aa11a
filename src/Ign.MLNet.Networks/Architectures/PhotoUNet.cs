namespace Ign.MLNet.Networks;

/// <summary>
/// A network for photographs of any size: f(y) = clamp(y + body(y)) without normalisation and without offsets, so that nothing depends on the image as a whole
/// and a scaled residual has a scaled estimate (bias-free denoising, arXiv 1906.05478). All arithmetic happens at a half, a quarter and an eighth of the
/// resolution, in 3×3 convolutions; images are made smaller by strided convolutions and larger by 1×1 convolutions and <see cref="DepthToSpace"/>, which
/// runtimes have kernels of whole numbers for.
/// </summary>
public static class PhotoUNet
{
    private const int Half = 2;

    /// <summary>Both sides of an image must be multiples of this.</summary>
    public const int Multiple = 8;

    /// <summary>Channels at half resolution where nobody says another number.</summary>
    public const int StandardWidth = 32;

    /// <summary>Builds the network. With a width of 32 it takes 31,000 multiply-adds a pixel for one block, 59,000 for two.</summary>
    /// <param name="image">Shape of the images to train on; both sides multiples of <see cref="Multiple"/>.</param>
    /// <param name="width">Channels at half resolution, 1 to 1024.</param>
    /// <param name="blocks">Residual blocks on each side of a resolution, 1 to 32; the lowest has both sides' in a row.</param>
    /// <param name="deepWidth">
    /// Channels at an eighth of the resolution, 1 to 4096; four times the width if null. A quarter has the geometric mean of both: most weights lie in the deep
    /// layers, most arithmetic in the others.
    /// </param>
    /// <exception cref="SpecException">A number is out of range, or the sides are no multiples.</exception>
    public static NetworkSpec For(TensorShape image, int width = StandardWidth, int blocks = 2, int? deepWidth = null)
    {
        int deep = deepWidth ?? 4 * width;
        if (width is < 1 or > 1024 || deep is < 1 or > 4096 || blocks is < 1 or > 32)
            throw new SpecException($"Expected a width of 1 to 1024, a deep width of 1 to 4096 and 1 to 32 blocks, got {width}, {deep} and {blocks}.");
        int middle = deep == 4 * width ? 2 * width : Math.Max(1, (int)Math.Round(Math.Sqrt((double)width * deep) / 8) * 8); // runtimes take channels by eights
        int[] widths = [width, middle, deep];
        if (image.Height % Multiple != 0 || image.Width % Multiple != 0)
            throw new SpecException($"Expected sides that are multiples of {Multiple}, got {image}.");
        int squares = image.Channels * Half * Half;
        Layer[] body =
        [
            new SpaceToDepth(Half), Conv3(squares, width),
            .. Level(0, widths, blocks),
            Conv3(width, squares), new DepthToSpace(Half),
        ];
        return new NetworkSpec("photo_unet", image, [new Residual(body), new Activation(ActivationKind.Clamp)]) { AnySize = true }.Validated();
    }

    private static IEnumerable<Layer> Level(int level, int[] widths, int blocks)
    {
        int width = widths[level];
        var side = Enumerable.Range(0, blocks).Select(_ => Block(width)).ToArray();
        if (level == widths.Length - 1) return [.. side, .. side];
        int next = widths[level + 1];
        Layer[] below =
        [
            new Conv(width, next, 2, 2, Bias: false),
            .. Level(level + 1, widths, blocks),
            new Conv(next, width * Half * Half, 1, Bias: false), new DepthToSpace(Half),
        ];
        return [.. side, new Residual(below), .. side];
    }

    private static Residual Block(int width) => new([Conv3(width, width), new Activation(ActivationKind.Relu), Conv3(width, width)]);

    private static Conv Conv3(int channels, int width) => new(channels, width, 3, 1, 1, Bias: false);
}
