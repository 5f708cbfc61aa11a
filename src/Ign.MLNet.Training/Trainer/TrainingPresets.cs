using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Trainings by name: what proved good here, and what was published.</summary>
public static class TrainingPresets
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<TrainingPreset> All { get; } =
    [
        new("restore", "Restores damaged images: a residual U-Net on pairs.",
            (shape, width, deep) => TrainingOptions.Restoring(StandardNetworks.Restoring(shape, width, deep))),
        new("generate", "Projects noise onto the data: the paper's objective with group normalisation and averaged weights.",
            (shape, width, deep) => TrainingOptions.Generating(StandardNetworks.Generating(shape, width, deep)) with { Restarts = 2 }),
        new("paper-celeba",
            "As published with the paper for CelebA: L1, 20 : 20 : 2.5, clamp 1.5 with gradient, group normalisation, the published Fourier noise.",
            (shape, width, deep) => Published(GroupNormalized(shape, width, deep), IgnOptions.CelebA with { ClampDetached = false }, Noise.FourierPaper)),
        new("paper-listing", "The listing in the paper's body: mean squares, 1 : 1 : 0.1, no clamp.",
            (shape, width, deep) => Published(GroupNormalized(shape, width, deep), IgnOptions.Listing, Noise.FourierPaper)),
        new("kth-mnist", "As KTH reproduced MNIST: the listing's weights, batch normalisation with one set of running averages, Gaussian noise.",
            (shape, width, deep) => BatchNormalized(shape, width, deep, Noise.Gaussian)),
        new("public-mnist",
            "As public MNIST trainings do: the listing's weights, batch normalisation with one set of running averages, the published Fourier noise.",
            (shape, width, deep) => BatchNormalized(shape, width, deep, Noise.FourierPaper)),
    ];

    /// <summary>The preset of that name, or null.</summary>
    public static TrainingPreset? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>Published trainings have a constant step size, no average of the weights and no mirroring.</summary>
    private static TrainingOptions Published(NetworkSpec network, IgnOptions objective, Noise noise) => new()
    {
        Network = network,
        Objective = objective with { Noise = noise },
        LearningRate = 1e-4,
        WarmUpShare = 0,
        DecayShare = 0,
        BatchSize = 256,
        AverageHalfLife = 0,
        Mirror = false,
    };

    private static TrainingOptions BatchNormalized(TensorShape shape, int? width, int? deep, Noise noise) => Published(StandardNetworks.CanGenerate(shape)
        ? Dcgan.For(shape, new DcganOptions { Width = width ?? 64, Latent = deep, BatchNorm = true })
        : throw NoNetwork(shape), IgnOptions.Listing, noise) with
    {
        BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running },
    };

    private static NetworkSpec GroupNormalized(TensorShape shape, int? width, int? deep) =>
        StandardNetworks.CanGenerate(shape) ? StandardNetworks.Generating(shape, width, deep) : throw NoNetwork(shape);

    private static SpecException NoNetwork(TensorShape shape) => new($"This preset needs images of 28x28 or 64x64, got {shape}.");
}
