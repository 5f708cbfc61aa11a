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
    private const int Levels = 3;

    /// <summary>Both sides of an image must be multiples of this.</summary>
    public const int Multiple = 8;

    /// <summary>Channels at half resolution where nobody says another number.</summary>
    public const int StandardWidth = 32;

    /// <summary>Builds the network. With a width of 32 it takes 31,000 multiply-adds a pixel for one block, 59,000 for two.</summary>
    /// <param name="image">Shape of the images to train on; both sides multiples of <see cref="Multiple"/>.</param>
    /// <param name="width">Channels at half resolution, doubled at each lower one; 1 to 1024.</param>
    /// <param name="blocks">Residual blocks on each side of a resolution, 1 to 32; the lowest has both sides' in a row.</param>
    /// <exception cref="SpecException">A number is out of range, or the sides are no multiples.</exception>
    public static NetworkSpec For(TensorShape image, int width = StandardWidth, int blocks = 2)
    {
        if (width is < 1 or > 1024 || blocks is < 1 or > 32)
            throw new SpecException($"Expected a width of 1 to 1024 and 1 to 32 blocks, got {width} and {blocks}.");
        if (image.Height % Multiple != 0 || image.Width % Multiple != 0)
            throw new SpecException($"Expected sides that are multiples of {Multiple}, got {image}.");
        int squares = image.Channels * Half * Half;
        Layer[] body =
        [
            new SpaceToDepth(Half), Conv3(squares, width),
            .. Level(0, width, blocks),
            Conv3(width, squares), new DepthToSpace(Half),
        ];
        return new NetworkSpec("photo_unet", image, [new Residual(body), new Activation(ActivationKind.Clamp)]) { AnySize = true }.Validated();
    }

    private static IEnumerable<Layer> Level(int level, int width, int blocks)
    {
        var side = Enumerable.Range(0, blocks).Select(_ => Block(width)).ToArray();
        if (level == Levels - 1) return [.. side, .. side];
        Layer[] below =
        [
            new Conv(width, 2 * width, 2, 2, Bias: false),
            .. Level(level + 1, 2 * width, blocks),
            new Conv(2 * width, width * Half * Half, 1, Bias: false), new DepthToSpace(Half),
        ];
        return [.. side, new Residual(below), .. side];
    }

    private static Residual Block(int width) => new([Conv3(width, width), new Activation(ActivationKind.Relu), Conv3(width, width)]);

    private static Conv Conv3(int channels, int width) => new(channels, width, 3, 1, 1, Bias: false);
}
