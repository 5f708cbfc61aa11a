using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>The network that each goal is trained with where nobody asks for another.</summary>
public static class StandardNetworks
{
    /// <summary>Whether there is a network that learns to restore images of this shape: both sides are multiples of 4.</summary>
    public static bool CanRestore(TensorShape shape) => shape.Height % 4 == 0 && shape.Width % 4 == 0;

    /// <summary>Whether there is a network that learns to generate images of this shape: they are 28×28 or 64×64.</summary>
    public static bool CanGenerate(TensorShape shape) => (shape.Height, shape.Width) is (28, 28) or (64, 64);

    /// <summary>A residual U-Net, for <see cref="TrainingOptions.Restoring"/>.</summary>
    /// <param name="shape">Image shape.</param>
    /// <param name="width">Channels at half resolution; 32 if null.</param>
    /// <param name="deepWidth">Channels at quarter resolution; 96 if null.</param>
    /// <exception cref="SpecException">There is no such network for the shape, or a width is out of range.</exception>
    public static NetworkSpec Restoring(TensorShape shape, int? width = null, int? deepWidth = null) => CanRestore(shape)
        ? ResidualUNet.For(shape, width ?? 32, deepWidth ?? 96)
        : throw new SpecException($"Restoring needs images with sides that are multiples of 4, got {shape}.");

    /// <summary>An invertible map around a projection, for <see cref="TrainingOptions.IdempotentByConstruction"/>.</summary>
    /// <param name="shape">Image shape.</param>
    /// <param name="width">Channels inside the couplings; 64 if null.</param>
    /// <param name="keep">Channels that the projection keeps, of 16 for each channel of the image; 4 for each if null.</param>
    /// <exception cref="SpecException">There is no such network for the shape, or a number is out of range.</exception>
    public static NetworkSpec Linear(TensorShape shape, int? width = null, int? keep = null) => CanRestore(shape)
        ? LinearIgn.For(shape, width ?? 64, keep: keep ?? 4 * shape.Channels)
        : throw new SpecException($"A linear IGN needs images with sides that are multiples of 4, got {shape}.");

    /// <summary>A DCGAN autoencoder, for <see cref="TrainingOptions.Generating"/>.</summary>
    /// <param name="shape">Image shape.</param>
    /// <param name="width">Channels after the first convolution, a multiple of 8; 64 if null.</param>
    /// <param name="deepWidth">Width of the bottleneck; 256 for 28×28 and 512 for 64×64 if null.</param>
    /// <exception cref="SpecException">There is no such network for the shape, or a width is out of range.</exception>
    public static NetworkSpec Generating(TensorShape shape, int? width = null, int? deepWidth = null) => Dcgan.For(Generated(shape), Sized(width, deepWidth));

    /// <summary>A DCGAN autoencoder that is told a class, for <see cref="TrainingOptions.Generating"/>.</summary>
    /// <param name="shape">Image shape, without label channels.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="film">Whether the labels also scale and move what each normalisation makes, see <see cref="Film"/>.</param>
    /// <param name="width">Channels after the first convolution, a multiple of 8; 64 if null.</param>
    /// <param name="deepWidth">Width of the bottleneck; 256 for 28×28 and 512 for 64×64 if null.</param>
    /// <exception cref="SpecException">There is no such network for the shape, or a width or the number of classes is out of range.</exception>
    public static NetworkSpec GeneratingClasses(TensorShape shape, int classes, bool film = true, int? width = null, int? deepWidth = null) =>
        classes > 0
            ? Dcgan.For(Generated(shape), Sized(width, deepWidth) with { Classes = classes, Film = film })
            : throw new SpecException($"Expected at least one class, got {classes}.");

    private static TensorShape Generated(TensorShape shape) => CanGenerate(shape)
        ? shape
        : throw new SpecException($"Generating needs images of 28x28 or 64x64, got {shape}.");

    private static DcganOptions Sized(int? width, int? deepWidth) => new() { Width = width ?? 64, Latent = deepWidth, Groups = 8 };
}
