using System.Text.Json;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>Figures of one trained model, by name; kept beside it.</summary>
/// <param name="Key">What was measured with what.</param>
/// <param name="Figures">For example <c>frechet.f(z)</c>, <c>psnr.blur-1.5</c>, <c>residual.noise z</c>, <c>accuracy.box-12</c>.</param>
/// <param name="Generated">The first f(z), images in [-1, 1] one after the other; empty if the model does not generate.</param>
/// <param name="Restored">For each kind of damage, the first images as f sees and leaves them.</param>
internal sealed record Score(string Key, IReadOnlyDictionary<string, double> Figures, float[] Generated, float[] Restored)
{
    internal const int Shown = 16, ShownOfEach = 2;
    private const string FileName = "score.json";

    internal static Score Of(MethodRun run, ImageSet test, FeatureNetwork features, int count, CancellationToken cancellation)
    {
        string file = Path.Combine(Path.GetDirectoryName(run.ModelFile)!, FileName);
        var model = IgnModel.Load(run.ModelFile);
        string key = $"2 {model.Hash} {features.Sha256} {test.Count} {count}";
        if (File.Exists(file) && JsonSerializer.Deserialize<Score>(File.ReadAllText(file)) is { } known && known.Key == key) return known;
        var report = new EvaluationProtocol { Model = model, Data = test, Features = features, Count = count, Seeds = [1], Damage = DamageSuite.Standard }
            .Run(cancellationToken: cancellation);
        var figures = new Dictionary<string, double>();
        foreach (var row in report.Restoration.Where(r => r.Method is "model" or "damaged"))
        {
            string which = row.Method == "model" ? "" : "damaged.";
            figures[$"{which}psnr.{row.Damage}"] = row.Psnr.Mean;
            if (row.Accuracy is { } accuracy) figures[$"{which}accuracy.{row.Damage}"] = accuracy.Mean;
        }
        foreach (var row in report.Idempotence)
        {
            figures[$"residual.{row.Inputs}"] = row.Residual.Mean;
            if (row.Auroc is { } auroc) figures[$"auroc.{row.Inputs}"] = auroc.Mean;
        }
        foreach (var row in report.Generation)
        {
            figures[$"frechet.{row.Images}"] = row.Frechet.Mean;
            figures[$"kernel.{row.Images}"] = row.Kernel.Mean;
            figures[$"coverage.{row.Images}"] = row.Coverage.Mean;
            figures[$"precision.{row.Images}"] = row.Precision.Mean;
            if (row.ClassesAtLeastOnePercent is { } classes) figures[$"classes.{row.Images}"] = classes.Mean;
        }
        var score = new Score(key, figures, report.GeneratedImages > 0 ? Samples(model) : [], Restorations(model, test));
        AtomicFile.WriteAllText(file, JsonSerializer.Serialize(score));
        return score;
    }

    private static float[] Samples(IgnModel model)
    {
        using var projector = new IgnProjector(model);
        return projector.Project(NoiseSource.Parse(model.Card.NoiseSource, model.Shape).SampleMany(Shown, model.Shape, 1));
    }

    /// <summary>Two images for each kind of damage.</summary>
    private static float[] Restorations(IgnModel model, ImageSet test)
    {
        using var projector = new IgnProjector(model);
        return projector.Project(Damaged(test));
    }

    /// <summary>What <see cref="Restored"/> is made of.</summary>
    internal static float[] Damaged(ImageSet test) =>
        [.. DamageSuite.Standard.SelectMany((c, i) => DamagedImages.Draw(test.Skip(i * ShownOfEach).Take(ShownOfEach), c, 1))];
}
