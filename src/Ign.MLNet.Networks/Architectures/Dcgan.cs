namespace Ign.MLNet.Networks;

/// <summary>
/// The paper's network (arXiv 2311.01462): a DCGAN discriminator as encoder and a DCGAN generator as decoder, f(y) = G(D(y)), with tanh at
/// the end. Group normalisation takes the place of batch normalisation, so that an image's projection does not depend on its batch.
/// </summary>
public static class Dcgan
{
    /// <summary>For 28×28 images: 28 → 14 → 7 → 4 → 1 and back.</summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one. A multiple of <paramref name="groups"/>.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="groups">Groups of each normalisation.</param>
    public static NetworkSpec For28(int channels = 1, int width = 64, int latent = 256, int groups = 8) => new NetworkSpec(
        "dcgan28", new TensorShape(channels, 28, 28), Layers28(channels, channels, width, latent, Grouped(groups))).Validated();

    /// <summary>For 64×64 images: 64 → 32 → 16 → 8 → 4 → 1 and back; with the defaults the paper's CelebA network.</summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one. A multiple of <paramref name="groups"/>.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="groups">Groups of each normalisation.</param>
    public static NetworkSpec For64(int channels = 3, int width = 64, int latent = 512, int groups = 32) => new NetworkSpec(
        "dcgan64", new TensorShape(channels, 64, 64), Layers64(channels, channels, width, latent, Grouped(groups))).Validated();

    /// <summary><see cref="For28"/> that is told a class: the labels enter the first convolution as channels behind those of the image.</summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one. A multiple of <paramref name="groups"/>.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="groups">Groups of each normalisation.</param>
    /// <param name="film">Whether the labels also scale and move what each normalisation makes, see <see cref="Film"/>.</param>
    public static NetworkSpec Conditional28(int channels = 1, int classes = 10, int width = 64, int latent = 256, int groups = 8, bool film = true) =>
        Conditional("dcgan28", new TensorShape(channels, 28, 28), classes, film, Layers28(channels + classes, channels, width, latent, Grouped(groups, film ? classes : 0)));

    /// <summary><see cref="For64"/> that is told a class: the labels enter the first convolution as channels behind those of the image.</summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one. A multiple of <paramref name="groups"/>.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="groups">Groups of each normalisation.</param>
    /// <param name="film">Whether the labels also scale and move what each normalisation makes, see <see cref="Film"/>.</param>
    public static NetworkSpec Conditional64(int channels = 3, int classes = 10, int width = 64, int latent = 512, int groups = 32, bool film = true) =>
        Conditional("dcgan64", new TensorShape(channels, 64, 64), classes, film, Layers64(channels + classes, channels, width, latent, Grouped(groups, film ? classes : 0)));

    /// <summary>For 28×28 images with batch normalisation, as public MNIST trainings of the paper have it: they need it where the noise is Gaussian.</summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="bias">Whether the convolutions have biases.</param>
    public static NetworkSpec BatchNormalized28(int channels = 1, int width = 64, int latent = 256, bool bias = true) => new NetworkSpec(
        "dcgan28_bn", new TensorShape(channels, 28, 28),
        [
            new Conv(channels, width, 4, 2, 1, bias), Leaky,
            new Conv(width, 2 * width, 4, 2, 1, bias), new BatchNorm(2 * width), Leaky,
            new Conv(2 * width, 4 * width, 3, 2, 1, bias), new BatchNorm(4 * width), Leaky,
            new Conv(4 * width, latent, 4, 1, 0, bias),
            new ConvTranspose(latent, 4 * width, 4, 1, 0, bias), new BatchNorm(4 * width), Relu,
            new ConvTranspose(4 * width, 2 * width, 3, 2, 1, bias), new BatchNorm(2 * width), Relu,
            new ConvTranspose(2 * width, width, 4, 2, 1, bias), new BatchNorm(width), Relu,
            new ConvTranspose(width, channels, 4, 2, 1, bias), new Activation(ActivationKind.Tanh),
        ]).Validated();

    /// <summary>
    /// For 64×64 images with batch normalisation, as most published trainings of the paper have it: for weights that were trained elsewhere.
    /// </summary>
    /// <param name="channels">Image channels.</param>
    /// <param name="width">Channels after the first convolution; doubled at each further one.</param>
    /// <param name="latent">Width of the 1×1 bottleneck.</param>
    /// <param name="bias">Whether the convolutions have biases.</param>
    public static NetworkSpec BatchNormalized64(int channels = 3, int width = 64, int latent = 512, bool bias = true) => new NetworkSpec(
        "dcgan64_bn", new TensorShape(channels, 64, 64),
        [
            new Conv(channels, width, 4, 2, 1, bias), Leaky,
            new Conv(width, 2 * width, 4, 2, 1, bias), new BatchNorm(2 * width), Leaky,
            new Conv(2 * width, 4 * width, 4, 2, 1, bias), new BatchNorm(4 * width), Leaky,
            new Conv(4 * width, 8 * width, 4, 2, 1, bias), new BatchNorm(8 * width), Leaky,
            new Conv(8 * width, latent, 4, 1, 0, bias),
            new ConvTranspose(latent, 8 * width, 4, 1, 0, bias), new BatchNorm(8 * width), Relu,
            new ConvTranspose(8 * width, 4 * width, 4, 2, 1, bias), new BatchNorm(4 * width), Relu,
            new ConvTranspose(4 * width, 2 * width, 4, 2, 1, bias), new BatchNorm(2 * width), Relu,
            new ConvTranspose(2 * width, width, 4, 2, 1, bias), new BatchNorm(width), Relu,
            new ConvTranspose(width, channels, 4, 2, 1, bias), new Activation(ActivationKind.Tanh),
        ]).Validated();

    private static NetworkSpec Conditional(string name, TensorShape image, int classes, bool film, IReadOnlyList<Layer> body) => new NetworkSpec(
        name + (film ? "_film" : "_labels"), image with { Channels = image.Channels + classes }, [new Conditioned(image.Channels, classes, body)]).Validated();

    private static IReadOnlyList<Layer> Layers28(int input, int output, int width, int latent, Func<int, Layer[]> normalized) =>
    [
        new Conv(input, width, 4, 2, 1), Leaky,
        new Conv(width, 2 * width, 4, 2, 1), .. normalized(2 * width), Leaky,
        new Conv(2 * width, 4 * width, 3, 2, 1), .. normalized(4 * width), Leaky,
        new Conv(4 * width, latent, 4),
        new ConvTranspose(latent, 4 * width, 4), .. normalized(4 * width), Relu,
        new ConvTranspose(4 * width, 2 * width, 3, 2, 1), .. normalized(2 * width), Relu,
        new ConvTranspose(2 * width, width, 4, 2, 1), .. normalized(width), Relu,
        new ConvTranspose(width, output, 4, 2, 1), new Activation(ActivationKind.Tanh),
    ];

    private static IReadOnlyList<Layer> Layers64(int input, int output, int width, int latent, Func<int, Layer[]> normalized) =>
    [
        new Conv(input, width, 4, 2, 1), Leaky,
        new Conv(width, 2 * width, 4, 2, 1), .. normalized(2 * width), Leaky,
        new Conv(2 * width, 4 * width, 4, 2, 1), .. normalized(4 * width), Leaky,
        new Conv(4 * width, 8 * width, 4, 2, 1), .. normalized(8 * width), Leaky,
        new Conv(8 * width, latent, 4),
        new ConvTranspose(latent, 8 * width, 4), .. normalized(8 * width), Relu,
        new ConvTranspose(8 * width, 4 * width, 4, 2, 1), .. normalized(4 * width), Relu,
        new ConvTranspose(4 * width, 2 * width, 4, 2, 1), .. normalized(2 * width), Relu,
        new ConvTranspose(2 * width, width, 4, 2, 1), .. normalized(width), Relu,
        new ConvTranspose(width, output, 4, 2, 1), new Activation(ActivationKind.Tanh),
    ];

    /// <summary>A normalisation of so many channels, with the labels' say in it where there are classes.</summary>
    private static Func<int, Layer[]> Grouped(int groups, int classes = 0) => channels =>
        classes > 0 ? [new GroupNorm(groups, channels), new Film(classes, channels)] : [new GroupNorm(groups, channels)];

    private static Activation Leaky => new(ActivationKind.LeakyRelu);

    private static Activation Relu => new(ActivationKind.Relu);
}
