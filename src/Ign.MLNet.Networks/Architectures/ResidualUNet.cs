namespace Ign.MLNet.Networks;

/// <summary>
/// A network that carries detail, for paired objectives only: it corrects its input, f(y) = clamp(y + body(y)), and its additive skips
/// would let an unpaired objective pass noise through. Most of its arithmetic happens at half and quarter resolution.
/// </summary>
public static class ResidualUNet
{
    /// <summary>Builds the network; the sides of the image must be multiples of four.</summary>
    /// <param name="image">Image shape.</param>
    /// <param name="width">Channels at half resolution.</param>
    /// <param name="deepWidth">Channels at quarter resolution.</param>
    /// <param name="blocks">Residual blocks at half resolution, on each way.</param>
    /// <param name="deepBlocks">Residual blocks at quarter resolution.</param>
    public static NetworkSpec For(TensorShape image, int width = 32, int deepWidth = 96, int blocks = 1, int deepBlocks = 4)
    {
        Layer[] deep =
        [
            new Conv(width, deepWidth, 4, 2, 1), Relu,
            .. Enumerable.Range(0, deepBlocks).Select(_ => Block(deepWidth)),
            Relu, new ConvTranspose(deepWidth, width, 4, 2, 1),
        ];
        Layer[] body =
        [
            new Conv(image.Channels, width, 4, 2, 1), Relu,
            .. Enumerable.Range(0, blocks).Select(_ => Block(width)),
            new Residual(deep),
            .. Enumerable.Range(0, blocks).Select(_ => Block(width)),
            Relu, new ConvTranspose(width, image.Channels, 4, 2, 1),
        ];
        return new NetworkSpec("residual_unet", image, [new Residual(body), new Activation(ActivationKind.Clamp)]).Validated();
    }

    /// <summary>Pre-activation residual block of two 3×3 convolutions.</summary>
    private static Residual Block(int width) => new([Relu, new Conv(width, width, 3, 1, 1), Relu, new Conv(width, width, 3, 1, 1)]);

    private static Activation Relu => new(ActivationKind.Relu);
}
