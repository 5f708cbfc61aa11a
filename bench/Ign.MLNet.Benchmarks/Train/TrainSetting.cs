namespace Ign.MLNet.Benchmarks;

/// <summary>What is trained.</summary>
/// <param name="Width">Channels after the first convolution of the DCGAN for 28×28.</param>
/// <param name="Latent">Width of its bottleneck.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="Threads">Processor threads.</param>
internal sealed record TrainSetting(int Width, int Latent, int Batch, int Threads);
