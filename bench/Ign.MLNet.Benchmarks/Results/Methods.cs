using Ign.MLNet.Networks;
using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>The rows of the table for 28×28 images. Every network has between 0.74 and 0.80 million parameters.</summary>
internal static class Methods
{
    private const int Width = 32, Latent = 128;

    internal static IReadOnlyList<Method> All { get; } =
    [
        new("ign-public", "IGN, public recipe", Public("fourier-paper")),
        new("ign-kth", "IGN, KTH's recipe", Public("gaussian")),
        new("ign", "IGN, ours", Ours(new IgnOptions())),
        new("naign", "NAIGN", TrainingOptions.GeneratingByCoverage(Dcgan.For28(1, Width, Latent)) with { LearningRate = 1e-3 }),
        new("naign-bn", "NAIGN bn", TrainingOptions.GeneratingByCoverage(Dcgan.BatchNormalized28(1, Width, Latent)) with { LearningRate = 1e-3, BatchNorm = new BatchNormOptions { Inference = BatchNormInference.Source } }),
        new("restore", "restoration mixture, ours", TrainingOptions.Restoring(ResidualUNet.For(new TensorShape(1, 28, 28)))),
        new("dae", "denoising autoencoder", TrainingOptions.Restoring(Dcgan.For28(1, Width, Latent)) with
        {
            Restoration = new RestorationOptions { Distance = Distance.L2, IdempotenceWeight = 0 },
        }),
    ];

    /// <summary>
    /// Batch normalisation with one set of running averages, mean squares, 1 : 1 : 0.1, no clamp, Adam at 0.0001 without schedule or averaging: what
    /// the public MNIST trainings share. Their batches of 256 to 512 would make 500 to 250 steps of this budget; 64 serves them better.
    /// </summary>
    private static TrainingOptions Public(string noise) => new()
    {
        Network = Dcgan.BatchNormalized28(1, Width, Latent),
        BatchNorm = new BatchNormOptions { Separate = false, Inference = BatchNormInference.Running },
        Ign = IgnOptions.Listing,
        Noise = noise,
        LearningRate = 1e-4,
        WarmUpShare = 0,
        DecayShare = 0,
        AverageHalfLife = 0,
    };

    private static TrainingOptions Ours(IgnOptions ign) => new()
    {
        Network = Dcgan.BatchNormalized28(1, Width, Latent),
        BatchNorm = new BatchNormOptions { Inference = BatchNormInference.Source },
        Ign = ign with { TightnessClamp = null },
        LearningRate = 5e-4,
    };
}
