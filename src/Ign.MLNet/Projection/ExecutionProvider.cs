namespace Ign.MLNet;

/// <summary>What computes a projection.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; works wherever the native library of ONNX Runtime does.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU; needs the package <c>Microsoft.ML.OnnxRuntime.Gpu</c> in the program, CUDA and cuDNN.</summary>
    Cuda,

    /// <summary>What <see cref="IgnProjectorOptions.ConfigureSession"/> appends: DirectML, CoreML, OpenVINO or another one.</summary>
    Custom,
}
