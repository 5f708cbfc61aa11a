namespace Ign.MLNet.Networks;

/// <summary>
/// The paper's network (arXiv 2311.01462): a DCGAN discriminator as encoder and a DCGAN generator as decoder, f(y) = G(D(y)), with tanh at
/// the end. Group normalisation takes the place of batch normalisation, so that an image's projection does not depend on its batch.
/// </summary>
public static class Dcgan
{
    /// <summary>The network for images of 28×28, 28 → 14 → 7 → 4 → 1 and back, or of 64×64, 64 → 32 → 16 → 8 → 4 → 1 and back.</summary>
    /// <param name="image">Shape of one image, without label channels. With 3×64×64 and the default options it is the paper's network for CelebA.</param>
    /// <param name="options">What can be chosen; the defaults if null.</param>
    /// <exception cref="SpecException">The image has another size, or an option is out of range.</exception>
    public static NetworkSpec For(TensorShape image, DcganOptions? options = null)
    {
        options ??= new DcganOptions();
        // Of the strided convolutions from the image to its 4×4 rest.
        int[] kernels = (image.Height, image.Width) switch
        {
            (28, 28) => [4, 4, 3],
            (64, 64) => [4, 4, 4, 4],
            _ => throw new SpecException($"A DCGAN is for images of 28x28 or 64x64, got {image}."),
        };
        bool small = image.Height == 28;
        int classes = options.Classes, latent = options.Latent ?? (small ? 256 : 512), deepest = kernels.Length - 1;
        int Width(int level) => options.Width << level;
        Layer[] Normalized(int level) =>
        [
            options.BatchNorm ? new BatchNorm(Width(level)) : new GroupNorm(options.Groups ?? (small ? 8 : 32), Width(level)),
            .. classes > 0 && options.Film ? (Layer[])[new Film(classes, Width(level))] : [],
        ];
        Activation leaky = new(ActivationKind.LeakyRelu), relu = new(ActivationKind.Relu);

        List<Layer> layers = [new Conv(image.Channels + classes, Width(0), kernels[0], 2, 1, options.Bias), leaky];
        for (int i = 1; i <= deepest; i++)
            layers.AddRange([new Conv(Width(i - 1), Width(i), kernels[i], 2, 1, options.Bias), .. Normalized(i), leaky]);
        layers.Add(new Conv(Width(deepest), latent, 4, Bias: options.Bias));
        layers.AddRange([new ConvTranspose(latent, Width(deepest), 4, Bias: options.Bias), .. Normalized(deepest), relu]);
        for (int i = deepest; i > 0; i--)
            layers.AddRange([new ConvTranspose(Width(i), Width(i - 1), kernels[i], 2, 1, options.Bias), .. Normalized(i - 1), relu]);
        layers.AddRange([new ConvTranspose(Width(0), image.Channels, kernels[0], 2, 1, options.Bias), new Activation(ActivationKind.Tanh)]);

        string name = $"dcgan{image.Height}{(options.BatchNorm ? "_bn" : "")}{(classes == 0 ? "" : options.Film ? "_film" : "_labels")}";
        return (classes == 0
            ? new NetworkSpec(name, image, layers)
            : new NetworkSpec(name, image with { Channels = image.Channels + classes }, [new Conditioned(image.Channels, classes, layers)])).Validated();
    }
}
