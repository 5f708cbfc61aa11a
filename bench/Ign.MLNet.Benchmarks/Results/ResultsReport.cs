using System.Globalization;
using System.Text;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Benchmarks;

/// <summary>The comparison as Markdown with two pictures beside it.</summary>
internal sealed class ResultsReport(
    IReadOnlyList<(MethodRun Run, Score Score)> runs, IReadOnlyList<(MethodRun Run, Score Score)> shorter,
    IReadOnlyDictionary<string, (string Filter, double Psnr)> classical,
    ImageSet test, FeatureNetwork features, int count, string command)
{
    private const string Once = "f(z)", Twice = "f(f(z))", Floor = "real, other images";
    private readonly List<Method> _methods = [.. runs.Select(r => r.Run.Method).Distinct()];

    /// <param name="title">Heading of the page.</param>
    /// <param name="remarks">What people have to say about the figures.</param>
    /// <param name="files">Name that the files beside the page begin with; null for none.</param>
    /// <param name="pictures">Whether pictures are among them.</param>
    internal string Page(string title, string remarks, string? files, bool pictures)
    {
        var page = new StringBuilder($"# {title}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"`{command}`, {DateTime.UtcNow:yyyy-MM-dd}.\n\n");
        foreach (var (name, value) in BenchMachine.Facts.Where(f => f.Name is "processor" or "system"))
            page.Append(CultureInfo.InvariantCulture, $"- {name}: {value}\n");
        int seeds = runs.Select(r => r.Run.Seed).Distinct().Count();
        page.Append(CultureInfo.InvariantCulture, $"- every training: {runs[0].Run.Length:N0} images (with repetition) of {test.Shape}, {(seeds == 1 ? "one seed, so that no figure has an interval" : $"{seeds} seeds; figures are means over the seeds with 95 % intervals")}\n");
        page.Append(CultureInfo.InvariantCulture, $"- distances in the {features.Size} features of `{features.Name}`, {(features.Metadata.TryGetValue("test_accuracy", out var accuracy) ? $"a classifier trained on the training part, test accuracy {accuracy}, " : "")}SHA-256 {features.Sha256[..16]}…; {count:N0} test images at most, {Math.Min(count, test.Count / 2):N0} generated ones against as many real ones\n- the names of the rows are explained under [The rows](#the-rows)\n\n");
        page.Append(remarks).Append("\n\n");
        Generation(page);
        Restoration(page);
        Idempotence(page);
        if (shorter.Count > 0) page.Append(BudgetTable.Of([.. shorter, .. runs.Where(r => r.Run.Seed == runs[0].Run.Seed)]));
        page.Append("## The rows\n\n*Ours* marks settings of this library; a *recipe* is a setting that others have published. Three numbers such as 1 : 1 : 0.1 are the weights of the terms of the paper's objective: reconstruction (f(x) near x), idempotence (f(f(z)) near f(z)) and tightness, which rewards f for moving a given f(z) away from where it is. The *mixture of damage* is the preset `garments` of [damage.md](damage.md).\n\n");
        foreach (var method in _methods)
            page.Append(CultureInfo.InvariantCulture, $"- **{method.Title}**: {method.About} {method.Options.Network.ParameterCount:N0} parameters.\n");
        if (files is not null)
            page.Append(CultureInfo.InvariantCulture,
                $"\n## Over the training\n\n![Mean |f(x) - x| of held-out images over the training]({files}-curve.svg)\n");
        if (files is null || !pictures) return page.ToString();
        page.Append(CultureInfo.InvariantCulture, $"\n## Pictures\n\nEach row shows the first {Score.Shown} f(z) of one method with the first seed, in the order of the first table:\n\n![f(z)]({files}-generated.png)\n\n");
        page.Append(CultureInfo.InvariantCulture, $"The first row shows clean images, the second the same images damaged ({string.Join(", ", DamageSuite.Standard.Select(c => c.Name))}; two images each). Each further row shows f(y) of one method, in the order of the second table:\n\n![f(y)]({files}-restored.png)\n");
        return page.ToString();
    }

    /// <summary>Held-out images over the training of the first seed.</summary>
    internal string Curve() => new LinePlot
    {
        Title = "mean |f(x) - x| of held-out images",
        XLabel = "images trained on",
        YLabel = "",
        LogY = true,
        Series = [.. runs.Where(r => r.Run.Seed == runs[0].Run.Seed).Select(r => new PlotSeries(r.Run.Method.Title, r.Run.Curve("reconstruction")))],
    }.ToSvg();

    internal void SavePictures(string path)
    {
        var first = runs.Where(r => r.Run.Seed == runs[0].Run.Seed).Select(r => r.Score).ToList();
        int size = test.Shape.Size, columns = Score.ShownOfEach * DamageSuite.Standard.Count;
        PngGrid.Save(path + "-generated.png", [.. first.SelectMany(s => s.Generated.Chunk(size))], Score.Shown, test.Shape);
        PngGrid.Save(path + "-restored.png",
            [.. test.Take(columns).ToRange().Chunk(size), .. Score.Damaged(test).Chunk(size), .. first.SelectMany(s => s.Restored.Chunk(size))], columns,
            test.Shape);
    }

    private void Generation(StringBuilder page)
    {
        if (_methods.All(m => Of(m, "frechet." + Once).Count == 0)) return;
        page.Append("## Generation\n\nThe columns f(z) and f(f(z)) hold the Fréchet distance from real images (lower is better), with the value of every seed in brackets. *Coverage* is the share of real images that have an f(z) nearby, *precision* the share of f(z) that lie near a real image. The last column counts the classes that make up at least 1 % of the f(z).\n\n");
        page.Append("| | f(z) | f(f(z)) | coverage | precision | classes |\n|---|---:|---:|---:|---:|---:|\n");
        foreach (var method in _methods.Where(m => Of(m, "frechet." + Once).Count > 0))
            page.Append(CultureInfo.InvariantCulture, $"| {method.Title} | {Text(method, "frechet." + Once, "0.00")} ({string.Join(", ", Of(method, "frechet." + Once).Select(v => v.ToString("0.0", CultureInfo.InvariantCulture)))}) | {Text(method, "frechet." + Twice, "0.00")} | {Text(method, "coverage." + Once, "0.00")} | {Text(method, "precision." + Once, "0.00")} | {Text(method, "classes." + Once, "0.0")} |\n");
        var generating = _methods.First(m => Of(m, "frechet." + Once).Count > 0);
        page.Append(CultureInfo.InvariantCulture, $"| real images against other real images | {Of(generating, "frechet." + Floor)[0]:0.00} | | {Of(generating, "coverage." + Floor)[0]:0.00} | {Of(generating, "precision." + Floor)[0]:0.00} | {Of(generating, "classes." + Floor).FirstOrDefault():0.#} |\n\n");
    }

    private void Restoration(StringBuilder page)
    {
        string[] kinds = [.. DamageSuite.Standard.Select(c => c.Name)];
        page.Append(CultureInfo.InvariantCulture, $"## Restoration\n\nPSNR in dB. The classical filters are medians, non-local means and PCA, tuned on training images for each kind of damage. The row shows the best of the three on 500 test images.\n\n| | {string.Join(" | ", kinds)} |\n|---|{string.Concat(kinds.Select(_ => "---:|"))}\n");
        page.Append(CultureInfo.InvariantCulture, $"| damaged | {string.Join(" | ", kinds.Select(k => runs[0].Score.Figures["damaged.psnr." + k].ToString("0.0", CultureInfo.InvariantCulture)))} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| best classical filter | {string.Join(" | ", kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $"{classical[k].Psnr:0.0} ({classical[k].Filter})")))} |\n");
        foreach (var method in _methods)
            page.Append(CultureInfo.InvariantCulture, $"| {method.Title} | {string.Join(" | ", kinds.Select(k => Text(method, "psnr." + k, "0.0")))} |\n");
        page.Append('\n');
        if (!runs[0].Score.Figures.Keys.Any(k => k.StartsWith("accuracy.", StringComparison.Ordinal))) return;
        page.Append("Accuracy of the classifier on damaged and on restored images, in percent.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", kinds)} |\n|---|{string.Concat(kinds.Select(_ => "---:|"))}\n");
        page.Append(CultureInfo.InvariantCulture, $"| damaged | {string.Join(" | ", kinds.Select(k => (100 * runs[0].Score.Figures["damaged.accuracy." + k]).ToString("0.0", CultureInfo.InvariantCulture)))} |\n");
        foreach (var method in _methods)
            page.Append(CultureInfo.InvariantCulture,
                $"| {method.Title} | {string.Join(" | ", kinds.Select(k => Text(method, "accuracy." + k, "0.0", 100)))} |\n");
        page.Append('\n');
    }

    private void Idempotence(StringBuilder page)
    {
        page.Append("## Idempotence and cost\n\nThe first four columns hold the residual, the mean |f(f(y)) − f(y)|, for clean images, noise, images with the six kinds of damage, and foreign images (rotated, inverted, uniform noise). AUROC says how well the displacement ‖f(y) − y‖ tells foreign images from clean ones. The last column is the training time of a run in seconds, on one thread, while other trainings ran.\n\n");
        page.Append("| | clean x | noise z | damaged y | foreign | AUROC | s |\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var method in _methods)
            page.Append(CultureInfo.InvariantCulture, $"| {method.Title} | {Residual(method, IsClean)} | {Residual(method, n => n == "noise z")} | {Residual(method, n => DamageSuite.Standard.Any(c => c.Name == n))} | {Residual(method, IsForeign)} | {Mean(method, n => n.StartsWith("auroc.", StringComparison.Ordinal) && IsForeign(n["auroc.".Length..])):0.000} | {runs.Where(r => r.Run.Method == method).Average(r => r.Run.Seconds()):0} |\n");
        page.Append('\n');

        string Residual(Method method, Func<string, bool> which)
        {
            double mean = Mean(method, n => n.StartsWith("residual.", StringComparison.Ordinal) && which(n["residual.".Length..]));
            return double.IsNaN(mean) ? "" : mean.ToString("0.0E+0", CultureInfo.InvariantCulture);
        }
    }

    private static bool IsClean(string inputs) => inputs.StartsWith("clean", StringComparison.Ordinal);

    private static bool IsForeign(string inputs) => !IsClean(inputs) && inputs != "noise z" && DamageSuite.Standard.All(c => c.Name != inputs);

    private double Mean(Method method, Func<string, bool> names)
    {
        var values = runs.Where(r => r.Run.Method == method).SelectMany(r => r.Score.Figures.Where(f => names(f.Key)).Select(f => f.Value)).ToList();
        return values.Count > 0 ? values.Average() : double.NaN;
    }

    private List<double> Of(Method method, string figure) =>
        [.. runs.Where(r => r.Run.Method == method && r.Score.Figures.ContainsKey(figure)).Select(r => r.Score.Figures[figure])];

    private string Text(Method method, string figure, string format, double factor = 1)
    {
        double[] values = [.. Of(method, figure).Select(v => v * factor)];
        if (values.Length == 0) return "";
        var interval = Interval.Of(values);
        string mean = interval.Mean.ToString(format, CultureInfo.InvariantCulture);
        return interval.HalfWidth is { } half ? $"{mean} ± {half.ToString(format, CultureInfo.InvariantCulture)}" : mean;
    }
}
