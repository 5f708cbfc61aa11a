namespace Ign.MLNet.Training;

/// <summary>
/// The second stage of a latent IGN: of <see cref="TrainingOptions.Network"/> only the layers h in the middle are trained, on the codes that the layers before
/// them make; the layers before and after are those of an autoencoder and stay as they are. Made by <see cref="TrainingOptions.InLatents"/>.
/// </summary>
public sealed record LatentOptions
{
    /// <summary>Weight file of the autoencoder.</summary>
    public required string Autoencoder { get; init; }

    /// <summary>The hash of its weights (<see cref="Networks.WeightHash"/>): a training does not go on with another autoencoder.</summary>
    public required string Hash { get; init; }

    /// <summary>Index of the first layer of h.</summary>
    public required int First { get; init; }

    /// <summary>Number of layers of h.</summary>
    public required int Count { get; init; }
}
