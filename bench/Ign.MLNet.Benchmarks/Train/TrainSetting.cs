using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>What is trained.</summary>
/// <param name="Width">Channels after the first convolution of the DCGAN for 28×28.</param>
/// <param name="Latent">Width of its bottleneck.</param>
/// <param name="Batch">Images a step.</param>
/// <param name="Threads">Processor threads.</param>
/// <param name="Cuda">On the GPU instead of the processor.</param>
/// <param name="TensorFloat32">On the GPU, products with 10 bits of mantissa.</param>
/// <param name="Alone">Without PyTorch.</param>
/// <param name="Narrow">Also the literal step and the matrix product in bfloat16.</param>
internal sealed record TrainSetting(int Width, int Latent, int Batch, int Threads, bool Cuda = false, bool TensorFloat32 = false, bool Alone = false,
    bool Narrow = false)
{
    internal Device Device => Cuda ? CUDA : CPU;

    /// <summary>Waits until the device has done what it was given.</summary>
    internal void Finish()
    {
        if (Cuda) cuda.synchronize();
    }
}
