using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Which way images lie in memory. On processors, convolutions of bfloat16 are faster where the channels of a pixel lie side by side; TorchSharp 0.107 has no
/// method that says so, but a permuted view of a contiguous tensor is the same thing, and what libtorch makes of it lies likewise.
/// </summary>
internal static class MemoryLayout
{
    /// <summary>Whether the channels of such a tensor should lie side by side.</summary>
    internal static bool IsWanted(Tensor v) => v.dtype == ScalarType.BFloat16 && v.device_type == DeviceType.CPU;

    /// <summary>The same values, with channels side by side where that is faster.</summary>
    internal static Tensor ChannelsLast(Tensor v) => IsWanted(v) ? v.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : v;
}
