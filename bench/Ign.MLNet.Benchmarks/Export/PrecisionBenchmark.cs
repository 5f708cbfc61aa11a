using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Every shipped model in every precision on real images with the six standard damages.</summary>
internal static class PrecisionBenchmark
{
    /// <summary>Clean images; each is damaged in all six ways.</summary>
    internal const int Images = 128;

    private const int Skipped = 1000; // ranges were measured on the first images
    private const int Batch = 16;
    private const ulong Seed = 11;

    internal static IReadOnlyList<PrecisionRow> Run(Action<string> report)
    {
        var clean = IdxFolder.ReadTest(BenchRepository.At("samples/data/fashion-mnist")).Skip(Skipped).Take(Images);
        float[] target = [.. Enumerable.Repeat(clean.ToRange(), DamageSuite.Standard.Count).SelectMany(i => i)];
        float[] damaged = [.. DamageSuite.Standard.SelectMany(c => DamagedImages.Draw(clean, c, Seed))];
        return [.. ShippedModels.Names.SelectMany(model =>
        {
            using var plain = Open(ShippedModels.Export(model, WeightPrecision.Float32));
            float[] expected = plain.Project(damaged);
            return ShippedModels.Precisions.Select(p =>
            {
                report($"{model} {p.Name}, {damaged.Length / clean.Shape.Size} damaged images");
                byte[] file = ShippedModels.Export(model, p.Precision);
                using var projector = Open(file);
                float[] restored = projector.Project(damaged), batch = damaged[..(Batch * clean.Shape.Size)];
                double[] times = Latency.Of(() => plain.Project(batch), () => projector.Project(batch));
                return new PrecisionRow(model, p.Name, file.Length, Psnr.Compute(restored, expected), Psnr.Compute(restored, target), times[0] / times[1]);
            }).ToList();
        })];
    }

    private static IgnProjector Open(byte[] file) => new(IgnModel.FromBytes(file), new IgnProjectorOptions { IntraOpThreads = 1 });
}
