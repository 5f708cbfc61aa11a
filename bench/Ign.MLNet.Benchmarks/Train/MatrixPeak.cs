using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>What the machine gives at best: one large product of matrices of 32-bit floats.</summary>
internal sealed class MatrixPeak : IDisposable
{
    private const int Side = 1024;
    private readonly Tensor _a = randn(Side, Side), _b = randn(Side, Side), _c = zeros(Side, Side);

    /// <summary>Operations a second.</summary>
    internal double Measure(int repetitions)
    {
        using var noGradient = no_grad();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++) mm(_a, _b, _c);
        return 2.0 * Side * Side * Side * repetitions / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void mm(Tensor a, Tensor b, Tensor c)
    {
        using var product = a.mm(b);
        c.copy_(product);
    }

    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[_a, _b, _c]) tensor.Dispose();
    }
}
