using System.Runtime.Intrinsics.X86;
using Ign.MLNet.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ign.MLNet.Training;

/// <summary>
/// Convolutions of libtorch, with a remedy: on some processors (seen on an AMD EPYC with AVX-512) the library behind them (oneDNN, in libtorch
/// 2.10) sums over channels in blocks of 16 and reads memory that nobody wrote where a block is not full. Results are then wrong, or NaN by
/// chance. Zero channels fill such blocks up; networks whose widths are multiples of 16 pay nothing.
/// </summary>
internal static class Convolution
{
    private const int Block = 16;

    // Up to 4 channels, those of images, a forward sum has kernels of its own without that flaw.
    private const int Few = 4;

    internal static Tensor Apply(Conv c, Tensor v, Tensor weight, Tensor? bias) => Apply(v, weight, bias, [c.Stride, c.Stride], [c.Padding, c.Padding]);

    /// <summary>What torch's conv2d is meant to compute.</summary>
    internal static Tensor Apply(Tensor v, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[]? dilations = null, long groups = 1)
    {
        dilations ??= [1, 1];
        var (outputs, inputs) = (weight.shape[0], weight.shape[1]);
        var (missingIn, missingOut) = groups == 1 && Concerns(v) ? (inputs > Few ? Missing(inputs) : 0, Missing(outputs)) : (0L, 0L);
        if (missingIn + missingOut == 0) return F.conv2d(v, weight, bias, strides, padding, dilations, groups);
        return Finish(F.conv2d(Widen(v, missingIn), Widen(weight, missingIn, missingOut), null, strides, padding, dilations), outputs, bias);
    }

    internal static Tensor Apply(ConvTranspose c, Tensor v, Tensor weight, Tensor? bias)
    {
        var (missingIn, missingOut) = Concerns(v) ? (Missing(c.In), c.Out > Few ? Missing(c.Out) : 0) : (0L, 0L);
        if (missingIn + missingOut == 0) return F.conv_transpose2d(v, weight, bias, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding]);
        var full = F.conv_transpose2d(Widen(v, missingIn), Widen(weight, missingOut, missingIn), strides: [c.Stride, c.Stride],
            padding: [c.Padding, c.Padding]);
        return Finish(full, c.Out, bias);
    }

    private static bool Concerns(Tensor v) => Avx2.IsSupported && v.device_type == TorchSharp.DeviceType.CPU && v.dtype != ScalarType.Float64;

    private static long Missing(long channels) => (Block - channels % Block) % Block;

    /// <summary>Adds zeros at the end of the second and of the first dimension.</summary>
    private static Tensor Widen(Tensor v, long second, long first = 0) => second + first == 0 ? v : F.pad(v, [0, 0, 0, 0, 0, second, 0, first]);

    private static Tensor Finish(Tensor full, long channels, Tensor? bias)
    {
        var result = full.shape[1] == channels ? full : full.narrow(1, 0, channels);
        return bias is null ? result : result.Plus(bias.view(1, -1, 1, 1));
    }
}
