using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Benchmarks;

/// <summary>What the machine gives at best: one large product of matrices.</summary>
internal sealed class MatrixPeak(TrainSetting setting, ScalarType type = ScalarType.Float32) : IDisposable
{
    // Large enough that starting a product does not count.
    private readonly long _side = Side(setting);
    private readonly Tensor _a = randn([Side(setting), Side(setting)], type, setting.Device),
        _b = randn([Side(setting), Side(setting)], type, setting.Device);

    private static long Side(TrainSetting setting) => setting.Cuda ? 8192 : 1024;

    /// <summary>Operations a second.</summary>
    internal double Measure(int repetitions)
    {
        using var noGradient = no_grad();
        setting.Finish();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++) _a.mm(_b).Dispose();
        setting.Finish();
        return 2.0 * _side * _side * _side * repetitions / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }
}
