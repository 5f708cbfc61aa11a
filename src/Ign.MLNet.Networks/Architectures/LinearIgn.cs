namespace Ign.MLNet.Networks;

/// <summary>
/// A network that is idempotent by construction (arXiv 2510.08570): f = g⁻¹·A·g with an invertible g and a projection A that keeps some channels of
/// what g makes. f(f(y)) = f(y) holds for all parameters, up to rounding, so only what f keeps has to be learned. Nothing clamps its output: values may leave
/// the range of the images, and a clamp at the end would take the idempotence away wherever it cuts something off.
/// </summary>
public static class LinearIgn
{
    private const int Factor = 2;

    /// <summary>Builds the network; with the defaults it has 0.77 million parameters for images of 1x28x28.</summary>
    /// <param name="image">Image shape; both sides are multiples of 4.</param>
    /// <param name="width">Channels inside the couplings.</param>
    /// <param name="blocks">Pairs of couplings at half resolution, and as many at quarter resolution.</param>
    /// <param name="keep">Channels that A keeps, of 16 for each channel of the image: the images f can make have keep · H/4 · W/4 dimensions.</param>
    public static NetworkSpec For(TensorShape image, int width = 64, int blocks = 4, int keep = 4)
    {
        int half = image.Channels * Factor * Factor, quarter = half * Factor * Factor;
        Layer[] map =
        [
            // An image of one channel has no halves, so the first couplings come behind the first move of pixels into channels.
            new SpaceToDepth(Factor), .. Enumerable.Range(0, blocks).SelectMany(_ => Pair(half, width)),
            new SpaceToDepth(Factor), .. Enumerable.Range(0, blocks).SelectMany(_ => Pair(quarter, width)),
        ];
        return new NetworkSpec("linear_ign", image, [new Conjugate(map, [new ChannelMask(quarter, keep)])]).Validated();
    }

    private static IEnumerable<Layer> Pair(int channels, int width) =>
        [new Coupling(channels, false, Body(channels / 2, width)), new Coupling(channels, true, Body(channels / 2, width)), new ChannelScale(channels)];

    /// <summary>The first kernel is wide: it is cheap, as half the channels are few, and lets a coupling see most of the image at quarter resolution.</summary>
    private static IReadOnlyList<Layer> Body(int channels, int width) =>
        [new Conv(channels, width, 5, 1, 2), Relu, new Conv(width, width, 3, 1, 1), Relu, new Conv(width, channels, 3, 1, 1)];

    private static Activation Relu => new(ActivationKind.Relu);
}
