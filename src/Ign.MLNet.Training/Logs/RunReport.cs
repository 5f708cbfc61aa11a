using System.Globalization;
using System.Text.Json;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Training;

/// <summary>Writes <c>report.html</c>: curves, samples, options and warnings of a run in one file that needs no other and no network.</summary>
internal sealed class RunReport(
    RunFolder run, TrainingOptions options, RunFacts facts, IReadOnlyList<IReadOnlyDictionary<string, double>> lines, IReadOnlyList<string> warnings)
{
    private const int EarlierGrids = 8;

    /// <summary>Width in pixels of an earlier grid: about what a page shows of it.</summary>
    private const int EarlierWidth = 200;

    // Figures of one kind share a chart: title, axis, whether it is logarithmic, and what a reader should know.
    private static readonly Dictionary<string, (string Title, string Unit, bool Log, string Meaning)> s_charts = new()
    {
        ["reconstruction"] = ("Reconstruction of held-out images", "mean |f(x) − x|", true,
            "How far f moves clean images that it is not trained on. The aim is 0."),
        ["explained"] = ("Explained variance of held-out images", "share", false,
            "How much of what tells held-out images apart is still there in f(x). 1 is all of it, 0 what one image for all would reach."),
        ["psnr"] = ("Restored held-out images", "PSNR in dB", false, "How near restored images are to the clean ones. 6 dB more are half of the error."),
        ["residual"] = ("Idempotence", "mean |f(f(y)) − f(y)|", true, "How much a second application still changes. The aim is 0."),
        ["spread"] = ("Spread over images, relative to the data's", "ratio", false,
            "How much results differ from each other. At 1 it is as much as images do; near 0 every input gives the same image."),
        ["coverage"] = ("Held-out images with a generated one near", "share", false, "Near 1 the generated images leave no kind of image out."),
        ["gap"] = ("Held-out error, relative to others", "ratio", false,
            "The error of held-out images over that of images trained on (training), or over that with the statistics of a batch (batch). "
                + "Far above 1, f knows its images by heart; that matters where the error is large."),
    };

    private static readonly string s_style = PageAsset.Read(typeof(RunReport), "run-report.css");

    private HtmlPage _page = null!;

    /// <param name="state">How the run stands, in a few words.</param>
    internal void Write(string state) => AtomicFile.WriteAllText(run.ReportFile, HtmlPage.Of($"Training: {facts.Name}", s_style, page =>
    {
        _page = page;
        int attempt = (int)(lines.Count > 0 ? lines.Max(l => l.GetValueOrDefault(RunStats.Attempt)) : 0);
        var shown = lines.Where(l => l.GetValueOrDefault(RunStats.Attempt) == attempt).ToList();
        Headline(state, attempt, shown);
        foreach (string warning in warnings) page.Banner(warning);
        Samples();
        Curves(shown);
        Facts();
    }));

    private void Headline(string state, int attempt, List<IReadOnlyDictionary<string, double>> shown)
    {
        double images = shown.Count > 0 ? shown[^1][RunStats.Images] : 0;
        string now = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        _page.Line($"""<header><h1>{facts.Name}</h1><p class="note">{state} · {now} UTC · {options.Network.Name}, {options.Network.ParameterCount} parameters</p></header>""");
        _page.Line($"""<dl class="counts">""");
        Count($"{images:N0}", $"of {options.Images:N0} images");
        Count($"{images / options.Images:P0}", "done");
        if (shown.Count > 0)
        {
            Count($"{Mean(shown, RunStats.Speed):N0}", "images a second");
            Count($"{Mean(shown, RunStats.LoadingShare):P1}", "of the time spent waiting for data");
        }
        if (attempt > 0) Count($"{attempt + 1}", "attempts");
        _page.Line($"</dl>");
    }

    private static double Mean(List<IReadOnlyDictionary<string, double>> shown, string name) => shown.TakeLast(20).Average(l => l.GetValueOrDefault(name));

    private void Count(FormattableString value, string label) => _page.Count(value.ToString(CultureInfo.InvariantCulture), label);

    private void Samples()
    {
        string[] files = run.Samples();
        if (files.Length == 0) return;
        _page.Section("Samples", $"Held-out images after {After(files[^1])} images. Rows from the top: {string.Join(" · ", facts.SampleRows)}.");
        _page.Line($"""<div class="samples"><img src="{Markup.Picture("png", File.ReadAllBytes(files[^1]))}" alt="sample grid"></div>""");
        if (files.Length > 1)
        {
            _page.Note("Earlier");
            _page.Line($"""<div class="strip">""");
            foreach (string file in Earlier(files[..^1]))
            {
                var (format, picture) = PngGrid.Thumbnail(File.ReadAllBytes(file), EarlierWidth);
                _page.Line($"""<figure><img src="{Markup.Picture(format, picture)}" alt="sample grid"><figcaption>{After(file)}</figcaption></figure>""");
            }
            _page.Line($"</div>");
        }
        _page.Line($"</section>");
    }

    private static string After(string file) => Figures.Count(RunFolder.ImagesOf(file) ?? 0);

    /// <summary>Grids at even distances.</summary>
    private static IEnumerable<string> Earlier(string[] files)
    {
        int count = Math.Min(EarlierGrids, files.Length);
        return Enumerable.Range(0, count).Select(i => files[count == 1 ? 0 : i * (files.Length - 1) / (count - 1)]);
    }

    private void Curves(List<IReadOnlyDictionary<string, double>> shown)
    {
        if (shown.Count == 0) return;
        _page.Section("Curves");
        _page.Line($"""<div class="charts">""");
        string[] losses = [.. shown[^1].Keys.Where(k => k.EndsWith("_loss", StringComparison.Ordinal))];
        // Tightness is negative: its size is what can be compared with the others.
        Chart("Losses, averaged over each report", "", true,
            losses.Select(l => Series(l == "tightness_loss" ? "−tightness" : Label(l), shown, l, l == "tightness_loss" ? -1 : 1)));
        // f(z) has no original to be compared with.
        var figures = shown.SelectMany(l => l.Keys).Distinct().Where(k => k != "psnr.noise").GroupBy(k => k.Split('.')[0])
            .ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (kind, (title, unit, log, meaning)) in s_charts)
            if (figures.TryGetValue(kind, out var names))
                Chart(title, unit, log,
                    names.Select(n => Series(n.Contains('.', StringComparison.Ordinal) ? n[(n.IndexOf('.', StringComparison.Ordinal) + 1)..] : "", shown, n)),
                    meaning);
        Chart("Speed", "images a second", false, [Series("", shown, RunStats.Speed)]);
        Chart("Waiting for data", "share of the time", false, [Series("", shown, RunStats.LoadingShare)]);
        _page.Line($"</div></section>");
    }

    private static string Label(string loss) => loss[..^"_loss".Length];

    private void Chart(string title, string unit, bool log, IEnumerable<PlotSeries> series, string meaning = "")
    {
        var plot = new LinePlot { Title = title, XLabel = "images", YLabel = unit, LogY = log, Series = [.. series] };
        _page.Line($"""<div class="chart">{plot.ToMarkup(560, 300)}""");
        if (meaning.Length > 0) _page.Note(meaning);
        _page.Line($"</div>");
    }

    private static PlotSeries Series(string name, List<IReadOnlyDictionary<string, double>> shown, string figure, int sign = 1) =>
        new(name, [.. shown.Where(l => l.ContainsKey(figure)).Select(l => (l[RunStats.Images], sign * l[figure]))]);

    private void Facts()
    {
        using var json = JsonDocument.Parse(options.ToJson());
        _page.Section("Data and options");
        _page.Facts(
        [
            ("data", facts.Data),
            ("images", string.Create(CultureInfo.InvariantCulture, $"{facts.Count:N0} of {options.Network.ImageShape}, {options.HeldOut:N0} of them held out")),
            ("hash of the images", facts.Fingerprint),
            ("trained on", facts.Device),
            .. json.RootElement.EnumerateObject().Where(p => p.Name != "network").SelectMany(p => Option(p.Name, p.Value)),
        ]);
        _page.Line($"</section>");
    }

    private static IEnumerable<(string Name, string? Value)> Option(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(inner => Option($"{name}.{inner.Name}", inner.Value)),
        JsonValueKind.Null => [],
        _ => [(name, value.ToString())],
    };
}
