using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>The rows of the tables: for 28×28 images, where the networks have 0.74 to 0.8 million parameters (but for the linear one), and for 64×64.</summary>
internal static class Methods
{
    private const int Width = 32, Latent = 128, LargeBatch = 32;

    private const string OursAbout = "The paper's objective as `ign train --objective ign` has it: mean squares, 1 : 1 : 0.45 without clamp, Fourier noise with the symmetry of real images, group normalisation, averaged weights, and a term that holds the spread of f(z) to that of x.";

    internal static IReadOnlyList<Method> For(TensorShape shape) => shape.Height == 64 ? Large(shape) : Small;

    private static NetworkSpec Network(TensorShape shape, bool batchNorm = false) =>
        Dcgan.For(shape, new() { Width = Width, Latent = Latent, Groups = 8, BatchNorm = batchNorm });

    private static IReadOnlyList<Method> Small { get; } =
    [
        new("ign-public", "IGN, public recipe",
            "Batch normalisation with one set of running averages, Fourier noise as published code draws it, mean squares, 1 : 1 : 0.1, no clamp, Adam at 0.0001, no averaging of weights; batch 64 (theirs of 256 to 512 would make a few hundred steps of this budget).", Public(Noise.FourierPaper)),
        new("ign-kth", "IGN, KTH's recipe", "The same with Gaussian noise.", Public(Noise.Gaussian)),
        new("ign", "IGN, ours", OursAbout + " Half-life of the average 5,000 images.",
            TrainingOptions.Generating(Network(new(1, 28, 28))) with { AverageHalfLife = 5_000 }),
        new("naign", "NAIGN, ours", "Reconstruction and implicit maximum likelihood, group normalisation, averaged weights.",
            TrainingOptions.GeneratingByCoverage(Network(new(1, 28, 28)))),
        new("linear", "Linear IGN",
            "f = g⁻¹·A·g, exactly idempotent, trained on x and on damaged y. Few parameters, but each is used at every pixel, on the way there and back: about four times the arithmetic of the others.", TrainingOptions.IdempotentByConstruction(LinearIgn.For(new TensorShape(1, 28, 28), width: 32, blocks: 1))),
        new("dae", "denoising autoencoder", "The plain autoencoder of the same kind, mean squares on the mixture of damage, no idempotence.",
            TrainingOptions.Restoring(Network(new(1, 28, 28))) with
            {
                Objective = new PairedOptions { Distance = Distance.L2, IdempotenceWeight = 0 },
            }),
        new("restore", "restoration mixture, ours",
            "A residual U-Net on the mixture of damage, with idempotence. Step size and weight of idempotence are lower than usual: in a training as short as this one, one seed of three fell apart with the usual ones.", TrainingOptions.Restoring(ResidualUNet.For(new TensorShape(1, 28, 28))) with
            {
                Objective = new PairedOptions { IdempotenceWeight = 0.1 },
                LearningRate = 4e-4,
            }),
    ];

    /// <summary>
    /// Batch normalisation with one set of running averages, mean squares, 1 : 1 : 0.1, no clamp, Adam at 0.0001 without schedule or averaging: what
    /// the public MNIST trainings share. Their batches of 256 to 512 would make 500 to 250 steps of this budget; 64 serves them better.
    /// </summary>
    private static TrainingOptions Public(Noise noise) => new()
    {
        Network = Network(new(1, 28, 28), batchNorm: true),
        BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running },
        Objective = IgnOptions.Listing with { Noise = noise },
        LearningRate = 1e-4,
        WarmUpShare = 0,
        DecayShare = 0,
        AverageHalfLife = 0,
    };

    /// <summary>Batches are small: few images are seen, and faces want many steps.</summary>
    private static IReadOnlyList<Method> Large(TensorShape shape) =>
    [
        new("ign-public", "IGN, public recipe", "Batch normalisation with one set of running averages, Fourier noise as published code draws it, L1, 20 : 20 : 2.5, clamp 1.5 with its gradient, Adam at 0.0001, no averaging of weights; batch 32 (theirs of 128 to 256 would make a hundred to two hundred steps of this budget).", new TrainingOptions
        {
            Network = Network(shape, batchNorm: true),
            BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running },
            Objective = IgnOptions.CelebA with { ClampDetached = false, Noise = Noise.FourierPaper },
            BatchSize = LargeBatch,
            LearningRate = 1e-4,
            WarmUpShare = 0,
            DecayShare = 0,
            AverageHalfLife = 0,
        }),
        new("ign", "IGN, ours", OursAbout, TrainingOptions.Generating(Network(shape)) with { BatchSize = LargeBatch }),
        new("naign", "NAIGN, ours", "Reconstruction and implicit maximum likelihood, group normalisation, averaged weights.",
            TrainingOptions.GeneratingByCoverage(Network(shape)) with
            {
                BatchSize = LargeBatch,
                LearningRate = 1e-3,
                AverageHalfLife = 2_000,
            }),
        new("linear", "Linear IGN", "f = g⁻¹·A·g, exactly idempotent, trained on x and on damaged y.",
            TrainingOptions.IdempotentByConstruction(LinearIgn.For(shape, width: 32, blocks: 1)) with { BatchSize = LargeBatch }),
        new("dae", "denoising autoencoder", "The plain autoencoder of the same kind, mean squares on the mixture of damage, no idempotence.",
            TrainingOptions.Restoring(Network(shape)) with
            {
                Objective = new PairedOptions { Distance = Distance.L2, IdempotenceWeight = 0 },
            }),
        new("restore", "restoration mixture, ours",
            "A residual U-Net on the mixture of damage, with idempotence; step size and weight of idempotence as for the small images.",
            TrainingOptions.Restoring(ResidualUNet.For(shape)) with
            {
                Objective = new PairedOptions { IdempotenceWeight = 0.1 },
                LearningRate = 4e-4,
            }),
    ];
}
