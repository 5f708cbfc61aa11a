namespace Ign.MLNet.Evaluation;

/// <summary>A table of an evaluation, ready to be shown: the console and the page show the same ones.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Note">How to read it.</param>
/// <param name="Headers">Names of the columns.</param>
/// <param name="Rows">Cells, a text for each column. The leading <paramref name="Labels"/> are names, the others figures.</param>
/// <param name="Labels">Number of columns with names.</param>
public sealed record FigureTable(string Title, string Note, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows, int Labels)
{
    private const double LeastAccuracy = 0.5;

    /// <summary>The tables of a report; those without rows, and columns without a figure, are left out.</summary>
    /// <param name="report">The report.</param>
    public static IReadOnlyList<FigureTable> Of(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        FigureTable[] tables = [Restoration(report), Idempotence(report), Generation(report)];
        return [.. tables.Where(t => t.Rows.Count > 0).Select(t => t.WithoutEmptyColumns())];
    }

    private static FigureTable Restoration(EvaluationReport report)
    {
        string accuracy = report.CleanAccuracy is null ? "" : $" The classifier of {report.Features} finds the class of {Interval.Text(report.CleanAccuracy)} of the clean images, of {Interval.Text(report.ProjectedCleanAccuracy)} after a projection.";
        // With a classifier of other images the column would be noise that looks like a result.
        if (report.CleanAccuracy is { Mean: < LeastAccuracy })
            accuracy += " That is too few for the accuracy to mean anything: the feature network is one for other images.";
        return new FigureTable(
            "Restoration", $"{report.Images:N0} images a seed. PSNR in dB over all images, L1 on the [-1,1] scale; values are clipped to it first.{accuracy}",
            ["damage", "method", "PSNR", "SSIM", "L1", "accuracy"],
            [.. report.Restoration.Select(r =>
                (string[])
                [
                    r.Damage, r.Method, Interval.Text(r.Psnr, "0.00"), Interval.Text(r.Ssim), Interval.Text(r.L1, "0.0000"), Interval.Text(r.Accuracy),
                ])], 2);
    }

    private static FigureTable Idempotence(EvaluationReport report) => new(
        "Idempotence and displacement", $"{report.Images:N0} images a seed. AUROC: how well ‖f(y) − y‖ tells these images from clean ones; 0.5 is chance, below it they are moved less than clean ones.",
        ["images y", "mean |f(f(y)) − f(y)|", "mean |f(y) − y|", "AUROC"],
        [.. report.Idempotence.Select(r =>
            (string[])[r.Inputs, Interval.Text(r.Residual, "0.0000"), Interval.Text(r.Displacement, "0.0000"), Interval.Text(r.Auroc)])], 1);

    private static FigureTable Generation(EvaluationReport report) => new(
        "Generation", $"{report.GeneratedImages:N0} images of each kind a seed, against as many real ones, in the features of {report.Features} (images prepared: {report.FeaturesPreparation}). The first row is the floor: other real images. Distances are comparable at equal numbers of images and in equal features only.",
        ["images", "Fréchet distance", "kernel distance", "standard error", "precision", "recall", "density", "coverage", "classes", "classes ≥ 1 %",
            "entropy, bits"],
        [.. report.Generation.Select(r => (string[])
        [
            r.Images, Interval.Text(r.Frechet, "0.00"), Interval.Text(r.Kernel, "0.0000"),
            Interval.Text(report.Seeds.Count == 1 && r.KernelError is { } error ? new Interval(error, null, 1) : null, "0.0000"),
            Interval.Text(r.Precision), Interval.Text(r.Recall), Interval.Text(r.Density), Interval.Text(r.Coverage),
            Interval.Text(r.ClassesSeen, "0.#"), Interval.Text(r.ClassesAtLeastOnePercent, "0.#"), Interval.Text(r.EntropyBits, "0.00"),
        ])], 1);

    /// <summary>The table without columns that hold no figure.</summary>
    internal FigureTable WithoutEmptyColumns()
    {
        var kept = Enumerable.Range(0, Headers.Count).Where(c => Rows.Any(row => row[c].Length > 0)).ToList();
        return this with { Headers = [.. kept.Select(c => Headers[c])], Rows = [.. Rows.Select(row => (IReadOnlyList<string>)[.. kept.Select(c => row[c])])] };
    }
}
