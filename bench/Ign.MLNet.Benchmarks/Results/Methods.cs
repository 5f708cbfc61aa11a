using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>The rows of the tables: for 28×28 images, where the networks have 0.74 to 0.8 million parameters (but for the linear one), and for 64×64.</summary>
internal static class Methods
{
    private const int Width = 32, Latent = 128, LargeBatch = 32;

    private const string UnsettledAbout = "The paper's objective as this library trained it before f came to rest: mean squares, 1 : 1 : 0.45 without clamp to the end, Fourier noise with the symmetry of a real image's spectrum, group normalisation, averaged weights, and a term that holds the spread of f(z) to that of x.";

    internal static IReadOnlyList<Method> For(TensorShape shape) => shape.Height == 64 ? Large(shape) : Small;

    private static TrainingOptions Unsettled(TensorShape shape) => TrainingOptions.Generating(Network(shape)) with
    {
        Objective = new IgnOptions { Distance = Distance.L2, TightnessWeight = 0.45, TightnessClamp = null },
        BatchSize = 64,
    };

    private static NetworkSpec Network(TensorShape shape, bool batchNorm = false) =>
        Dcgan.For(shape, new() { Width = Width, Latent = Latent, Groups = 8, BatchNorm = batchNorm });

    private static IReadOnlyList<Method> Small { get; } =
    [
        new("ign-public", "IGN, public recipe",
            "The settings that public trainings on MNIST share: batch normalisation with one set of running averages, Fourier noise as published code draws it, mean squares, 1 : 1 : 0.1, no clamp, Adam at 0.0001, no averaging of weights. A batch has 64 images: theirs of 256 to 512 would leave only a few hundred steps in this budget.", Public(Noise.FourierPaper)),
        new("ign-kth", "IGN, KTH's recipe",
            "The same with Gaussian noise, as KTH (Royal Institute of Technology, Stockholm) reproduced the paper on MNIST.", Public(Noise.Gaussian)),
        new("ign", "IGN, unsettled", UnsettledAbout + " The average of the weights has a half-life of 5,000 images.",
            Unsettled(new(1, 28, 28)) with { AverageHalfLife = 5_000 }),
        new("naign", "NAIGN, ours",
            "Reconstruction and implicit maximum likelihood (every image pulls the f(z) nearest to it), group normalisation, averaged weights.",
            TrainingOptions.GeneratingByCoverage(Network(new(1, 28, 28)))),
        new("linear", "Linear IGN",
            "f = g⁻¹·A·g, exactly idempotent, trained on x and on damaged y. It has few parameters but uses each of them at every pixel, in g and in g⁻¹: about four times the arithmetic of the others.", TrainingOptions.IdempotentByConstruction(LinearIgn.For(new TensorShape(1, 28, 28), width: 32, blocks: 1))),
        new("dae", "denoising autoencoder",
            "The same autoencoder as in the rows with group normalisation, trained to restore: mean squares on the mixture of damage, no idempotence.",
            TrainingOptions.Restoring(Network(new(1, 28, 28))) with
            {
                Objective = new PairedOptions { Distance = Distance.L2, IdempotenceWeight = 0 },
            }),
        new("restore", "restoration mixture, ours",
            "A residual U-Net trained on the mixture of damage, with idempotence. The step size and the weight of idempotence are lower than usual: with the usual ones, one of three seeds diverged in a training as short as this one.", TrainingOptions.Restoring(ResidualUNet.For(new TensorShape(1, 28, 28))) with
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
        new("ign-public", "IGN, public recipe",
            "Batch normalisation with one set of running averages, Fourier noise as published code draws it, L1, 20 : 20 : 2.5, clamp 1.5 with its gradient, Adam at 0.0001, no averaging of weights. A batch has 32 images: theirs of 128 to 256 would leave only a hundred to two hundred steps in this budget.", new TrainingOptions
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
        new("ign", "IGN, unsettled", UnsettledAbout, Unsettled(shape) with { BatchSize = LargeBatch }),
        new("naign", "NAIGN, ours",
            "Reconstruction and implicit maximum likelihood (every image pulls the f(z) nearest to it), group normalisation, averaged weights.",
            TrainingOptions.GeneratingByCoverage(Network(shape)) with
            {
                BatchSize = LargeBatch,
                LearningRate = 1e-3,
                AverageHalfLife = 2_000,
            }),
        new("linear", "Linear IGN", "f = g⁻¹·A·g, exactly idempotent, trained on x and on damaged y.",
            TrainingOptions.IdempotentByConstruction(LinearIgn.For(shape, width: 32, blocks: 1)) with { BatchSize = LargeBatch }),
        new("dae", "denoising autoencoder",
            "The same autoencoder as in the rows with group normalisation, trained to restore: mean squares on the mixture of damage, no idempotence.",
            TrainingOptions.Restoring(Network(shape)) with
            {
                Objective = new PairedOptions { Distance = Distance.L2, IdempotenceWeight = 0 },
            }),
        new("restore", "restoration mixture, ours",
            "A residual U-Net trained on the mixture of damage, with idempotence. The step size and the weight of idempotence are those of the comparison on 28×28 images.",
            TrainingOptions.Restoring(ResidualUNet.For(shape)) with
            {
                Objective = new PairedOptions { IdempotenceWeight = 0.1 },
                LearningRate = 4e-4,
            }),
    ];
}
