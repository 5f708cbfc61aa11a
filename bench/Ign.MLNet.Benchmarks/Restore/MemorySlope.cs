using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Benchmarks;

/// <summary>How the working set of a job grows with the number of images.</summary>
internal static class MemorySlope
{
    private const int Every = 100;

    /// <summary>Growth in MB for 10,000 images, by least squares over the second half of a run.</summary>
    internal static async Task<double> Measure(string input, string output, CancellationToken cancellation)
    {
        var samples = new List<(double Images, double Megabytes)>();
        var progress = new Sampler(samples);
        await using var job = await RestorationJob.OpenAsync(new RestorationOptions
        {
            Model = RestoreWorkload.Tiny,
            InputFolder = input,
            OutputFolder = output,
            Fit = FitMode.Resize,
            ReportFolder = Path.Join(output, "ign-report")
        }, cancellation).ConfigureAwait(false);
        await job.RunAsync(progress, cancellation).ConfigureAwait(false);
        var late = samples[(samples.Count / 2)..];
        double x = late.Average(s => s.Images), y = late.Average(s => s.Megabytes);
        return 10_000 * late.Sum(s => (s.Images - x) * (s.Megabytes - y)) / late.Sum(s => (s.Images - x) * (s.Images - x));
    }

    private sealed class Sampler(List<(double Images, double Megabytes)> samples) : IProgress<RestoreProgress>
    {
        public void Report(RestoreProgress value)
        {
            if (value.Finished % Every == 0) samples.Add((value.Finished, Environment.WorkingSet / 1e6));
        }
    }
}
