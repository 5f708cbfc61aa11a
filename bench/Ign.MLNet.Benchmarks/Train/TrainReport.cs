using System.Globalization;
using System.Text;

namespace Ign.MLNet.Benchmarks;

/// <summary>Figures of the training benchmark as text.</summary>
internal static class TrainReport
{
    internal static string Page(TrainBenchmark benchmark, TrainMemory? memory, string command)
    {
        var (setting, page) = (benchmark.Setting, new StringBuilder("# A training step, literally and fused\n\n"));
        page.Append(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        foreach (var (name, value) in BenchMachine.Facts.Where(f => f.Name is "processor" or "system" or ".NET"))
            page.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        page.Append(CultureInfo.InvariantCulture, $"- TorchSharp with libtorch, PyTorch {benchmark.TorchVersion ?? "not found"}\n");
        page.Append(CultureInfo.InvariantCulture, $"- DCGAN for 28x28, width {setting.Width}, bottleneck {setting.Latent}, batch {setting.Batch}, {(setting.Cuda ? setting.TensorFloat32 ? "CUDA with TF32" : "CUDA" : $"{setting.Threads} thread(s)")}; objective of the code listing in the paper; each step with Adam\n\n");
        page.Append("""
            *Literal* copies the weights into a second network and applies f four times, as the code listing in the paper does. *No copy* reads the same weights
            without a gradient. *Fused* computes the same gradients (a test holds them equal) from three applications. The steps take turns in rounds; times are
            medians. The share of the peak counts, for all rows, the arithmetic that the fused step needs, against the product of two large matrices in the same
            rounds.


            """);
        if (benchmark.Python.Count > 0 && !setting.Cuda)
            page.Append("Debian's build of PyTorch, if it is that, has a slow BLAS and no AVX-512: its rows then compare installations, not languages.\n\n");
        page.Append("| step | ms | images/s | share of peak |\n|---|---:|---:|---:|\n");
        double peak = Median(benchmark.Peaks);
        foreach (var (name, _, times) in benchmark.Steps) Row(name, times);
        foreach (var (name, times) in benchmark.Python) Row($"PyTorch, {name}", times);
        page.Append(CultureInfo.InvariantCulture, $"\nPeak: {peak / 1e9:0} GFLOP/s");
        if (benchmark.NarrowPeaks.Count > 0) page.Append(CultureInfo.InvariantCulture, $", in bfloat16 {Median(benchmark.NarrowPeaks) / 1e9:0} GFLOP/s");
        page.Append(CultureInfo.InvariantCulture, $". Arithmetic of the fused step: {benchmark.Work / 1e9:0.000} GFLOP.\n");
        if (memory is not null) page.Append(CultureInfo.InvariantCulture, $"Memory in {memory.Steps} steps of a small network: {memory.Slope:0.00} MB more for 1,000 steps; {memory.Tensors} tensors more at the end than after the first steps.\n");
        page.Append("\n## Result lines\n\n```\n");
        foreach (string line in Lines(benchmark, memory)) page.Append(line).Append('\n');
        return page.Append("```\n").ToString();

        void Row(string name, List<double> times) => page.Append(CultureInfo.InvariantCulture,
            $"| {name} | {Median(times):0.00} | {setting.Batch * 1000 / Median(times):0} | {Share(name, times)} |\n");

        string Share(string name, List<double> times)
        {
            bool narrow = name.Contains("bf16", StringComparison.Ordinal);
            if (narrow && benchmark.NarrowPeaks.Count == 0) return "";
            return (benchmark.Work / (Median(times) / 1000) / (narrow ? Median(benchmark.NarrowPeaks) : peak)).ToString("0.00", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Name and value of each figure.</summary>
    internal static IEnumerable<string> Lines(TrainBenchmark benchmark, TrainMemory? memory)
    {
        double Of(string name) => Median(benchmark.Steps.Single(s => s.Name == name).Times);
        yield return Line("train.fused_vs_literal", Of("literal") / Of("fused"));
        yield return Line("train.share_of_peak", benchmark.Work / (Of("fused") / 1000) / Median(benchmark.Peaks));
        if (benchmark.Python.TryGetValue("literal", out var python)) yield return Line("train.vs_pytorch", Median(python) / Of("literal"));
        if (benchmark.Python.TryGetValue("fused", out var fused)) yield return Line("train.fused_vs_pytorch_fused", Median(fused) / Of("fused"));
        if (memory is not null) yield return Line("train.rss_mb_per_1000_steps", memory.Slope);
    }

    private static string Line(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.00}");

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
