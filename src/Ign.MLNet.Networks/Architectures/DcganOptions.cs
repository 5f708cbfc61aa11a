namespace Ign.MLNet.Networks;

/// <summary>What can be chosen of a <see cref="Dcgan"/>.</summary>
public sealed record DcganOptions
{
    /// <summary>Channels after the first convolution; doubled at each further one. With group normalisation a multiple of <see cref="Groups"/>.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Width of the 1×1 bottleneck; 256 for images of 28×28 and 512 for 64×64 if null.</summary>
    public int? Latent { get; init; }

    /// <summary>Groups of each group normalisation; 8 for images of 28×28 and 32 for 64×64 if null.</summary>
    public int? Groups { get; init; }

    /// <summary>
    /// Whether batch normalisation takes the place of group normalisation, as most published trainings of the paper have it: for weights that were trained
    /// elsewhere, and where the noise is Gaussian, which needs it.
    /// </summary>
    public bool BatchNorm { get; init; }

    /// <summary>Whether the convolutions have biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Number of classes that the network is told: the labels enter the first convolution as channels behind those of the image. 0 for none.</summary>
    public int Classes { get; init; }

    /// <summary>
    /// Where there are <see cref="Classes"/>: whether the labels also scale and move what each normalisation makes, see <see cref="Networks.Film"/>.
    /// </summary>
    public bool Film { get; init; } = true;
}
