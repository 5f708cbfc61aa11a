using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// PSNR of classical filters, each at its best strength for each kind of damage, tuned on training images; then the best of them on the test images themselves.
/// </summary>
internal static class ClassicalFilters
{
    private const int Images = 500, HeldOut = 64, MaxComponents = 128, PcaImages = 10_000;
    private static readonly float[] s_strengths = [0.1f, 0.2f, 0.3f, 0.5f, 0.7f, 1f, 1.4f];
    private static readonly int[] s_components = [8, 16, 32, 64, MaxComponents];

    /// <summary>Name of the best filter and its PSNR in dB, by kind of damage.</summary>
    internal static Dictionary<string, (string Filter, double Psnr)> Best(ImageSet training, ImageSet test, CancellationToken cancellation)
    {
        var basis = PcaBasis.Fit(training.Take(Math.Min(PcaImages, training.Count - HeldOut)), MaxComponents, cancellationToken: cancellation);
        ImageSet tuning = training.Skip(training.Count - HeldOut), measured = test.Take(Images);
        float[] reference = measured.ToRange();
        return DamageSuite.Standard.ToDictionary(c => c.Name, c =>
        {
            IImageFilter[][] kinds = [[new MedianFilter(3), new MedianFilter(5)], [.. s_strengths.Select(h => new NonLocalMeans(h))],
                [.. s_components.Select(k => new PcaProjection(basis, k))]];
            var damaged = DamagedImages.Draw(measured, c, 1);
            return kinds.Select(filters => FilterTuning.Best(filters, tuning, c, 2))
                .Select(f => (f.Name, Psnr.Compute(ImageBatchFilter.Apply(f, damaged, test.Shape, cancellation), reference)))
                .MaxBy(f => f.Item2);
        });
    }
}
