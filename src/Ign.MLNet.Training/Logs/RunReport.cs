using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Writes <c>report.html</c>: curves, samples, options and warnings of a run in one file that needs no other and no network.</summary>
internal sealed partial class RunReport(
    RunFolder run, TrainingOptions options, RunFacts facts, IReadOnlyList<IReadOnlyDictionary<string, double>> lines, IReadOnlyList<string> warnings)
{
    private const int EarlierGrids = 8;

    /// <summary>Size of all earlier grids together; in a run with large images fewer are shown.</summary>
    private const long EarlierBytes = 6_000_000;

    // Figures of one kind share a chart: title, axis, and whether it is logarithmic.
    private static readonly Dictionary<string, (string Title, string Unit, bool Log)> s_charts = new()
    {
        ["reconstruction"] = ("Reconstruction of held-out images", "mean |f(x) − x|", true),
        ["explained"] = ("Explained variance of held-out images", "share", false),
        ["psnr"] = ("Restored held-out images", "PSNR in dB", false),
        ["residual"] = ("Idempotence", "mean |f(f(y)) − f(y)|", true),
        ["spread"] = ("Spread over images, relative to the data's", "ratio", false),
        ["coverage"] = ("Held-out images with a generated one near", "share", false),
        ["gap"] = ("Held-out error, relative to others", "ratio", false),
    };

    private static readonly string s_style = ReadStyle();

    private readonly StringBuilder _page = new();

    /// <param name="state">How the run stands, in a few words.</param>
    internal void Write(string state)
    {
        int attempt = (int)(lines.Count > 0 ? lines.Max(l => l.GetValueOrDefault(RunStats.Attempt)) : 0);
        var shown = lines.Where(l => l.GetValueOrDefault(RunStats.Attempt) == attempt).ToList();
        Headline(state, attempt, shown);
        foreach (string warning in warnings) Line($"""<p class="banner">{warning}</p>""");
        Samples();
        Curves(shown);
        Facts();
        string body = _page.ToString();
        // The charts bring a style of their own, which the policy has to name like the page's.
        string hashes = string.Join(' ', Styles().Matches(body).Select(m => m.Groups[1].Value).Append(s_style).Distinct()
            .Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'"));
        AtomicFile.WriteAllText(run.ReportFile, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src {hashes}; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
            <title>Training: {WebUtility.HtmlEncode(facts.Name)}</title>
            <style>{s_style}</style></head><body><main>
            {body}</main></body></html>

            """);
    }

    private void Headline(string state, int attempt, List<IReadOnlyDictionary<string, double>> shown)
    {
        double images = shown.Count > 0 ? shown[^1][RunStats.Images] : 0;
        Line($"""<header><h1>{facts.Name}</h1><p class="note">{state} · {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC · {options.Network.Name}, {options.Network.ParameterCount:N0} parameters</p></header>""");
        Line($"""<dl class="counts">""");
        Count($"{images:N0}", $"of {options.Images:N0} images");
        Count($"{images / options.Images:P0}", "done");
        if (shown.Count > 0)
        {
            Count($"{Mean(shown, RunStats.Speed):N0}", "images a second");
            Count($"{Mean(shown, RunStats.LoadingShare):P1}", "of the time spent waiting for data");
        }
        if (attempt > 0) Count($"{attempt + 1}", "attempts");
        Line($"</dl>");
    }

    private static double Mean(List<IReadOnlyDictionary<string, double>> shown, string name) => shown.TakeLast(20).Average(l => l.GetValueOrDefault(name));

    private void Count(FormattableString value, string label) => Line($"<div><dd>{value.ToString(CultureInfo.InvariantCulture)}</dd><dt>{label}</dt></div>");

    private void Samples()
    {
        string[] files = run.Samples();
        if (files.Length == 0) return;
        Line($"""<section><h2>Samples</h2><p class="note">Held-out images after {RunFolder.ImagesOf(files[^1]):N0} images. Rows from the top: {string.Join(" · ", facts.SampleRows)}.</p>""");
        Line($"""<div class="samples"><img src="{Data(files[^1])}" alt="sample grid"></div>""");
        var earlier = Earlier(files[..^1]);
        if (earlier.Count > 0)
        {
            Line($"""<p class="note">Earlier</p><div class="strip">""");
            foreach (string file in earlier) Line($"""<figure><img src="{Data(file)}" alt="sample grid"><figcaption>{RunFolder.ImagesOf(file):N0}</figcaption></figure>""");
            Line($"</div>");
        }
        Line($"</section>");
    }

    /// <summary>Grids at even distances, no more than fit.</summary>
    private static List<string> Earlier(string[] files)
    {
        if (files.Length == 0) return [];
        int count = (int)Math.Clamp(EarlierBytes / Math.Max(1, new FileInfo(files[^1]).Length), 0, Math.Min(EarlierGrids, files.Length));
        return [.. Enumerable.Range(0, count).Select(i => files[count == 1 ? 0 : i * (files.Length - 1) / (count - 1)])];
    }

    private static string Data(string file) => "data:image/png;base64," + Convert.ToBase64String(File.ReadAllBytes(file));

    private void Curves(List<IReadOnlyDictionary<string, double>> shown)
    {
        if (shown.Count == 0) return;
        Line($"""<section><h2>Curves</h2><div class="charts">""");
        string[] losses = [.. shown[^1].Keys.Where(k => k.EndsWith("_loss", StringComparison.Ordinal))];
        // Tightness is negative: its size is what can be compared with the others.
        Chart("Losses, averaged over each report", "", true, losses.Select(l => Series(l == "tightness_loss" ? "−tightness" : Label(l), shown, l, l == "tightness_loss" ? -1 : 1)));
        // f(z) has no original to be compared with.
        var figures = shown.SelectMany(l => l.Keys).Distinct().Where(k => k != "psnr.noise").GroupBy(k => k.Split('.')[0]).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var (kind, (title, unit, log)) in s_charts)
            if (figures.TryGetValue(kind, out var names)) Chart(title, unit, log, names.Select(n => Series(n.Contains('.', StringComparison.Ordinal) ? n[(n.IndexOf('.', StringComparison.Ordinal) + 1)..] : "", shown, n)));
        Chart("Speed", "images a second", false, [Series("", shown, RunStats.Speed)]);
        Chart("Waiting for data", "share of the time", false, [Series("", shown, RunStats.LoadingShare)]);
        Line($"</div></section>");
    }

    private static string Label(string loss) => loss[..^"_loss".Length];

    private void Chart(string title, string unit, bool log, IEnumerable<PlotSeries> series) =>
        _page.Append("<div class=\"chart\">").Append(new LinePlot { Title = title, XLabel = "images", YLabel = unit, LogY = log, Series = [.. series] }.ToSvg(560, 300)).Append("</div>\n");

    private static PlotSeries Series(string name, List<IReadOnlyDictionary<string, double>> shown, string figure, int sign = 1) =>
        new(name, [.. shown.Where(l => l.ContainsKey(figure)).Select(l => (l[RunStats.Images], sign * l[figure]))]);

    private void Facts()
    {
        Line($"""<section><h2>Data and options</h2><dl class="facts">""");
        if (facts.Data.Length > 0) Fact("data", facts.Data);
        Fact("images", string.Create(CultureInfo.InvariantCulture, $"{facts.Count:N0} of {options.Network.ImageShape}, {options.HeldOut:N0} of them held out"));
        Fact("hash of the images", facts.Fingerprint);
        Fact("trained on", facts.Device);
        using var json = JsonDocument.Parse(options.ToJson());
        foreach (var property in json.RootElement.EnumerateObject().Where(p => p.Name != "network")) Option(property.Name, property.Value);
        Line($"</dl></section>");
    }

    private void Option(string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) foreach (var inner in value.EnumerateObject()) Option($"{name}.{inner.Name}", inner.Value);
        else if (value.ValueKind != JsonValueKind.Null) Fact(name, value.ToString());
    }

    private void Fact(string name, string value) => Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    /// <summary>Adds markup; every value in it is escaped.</summary>
    private void Line(FormattableString html) =>
        _page.AppendFormat(CultureInfo.InvariantCulture, html.Format, [.. html.GetArguments().Select(a => a is string text ? WebUtility.HtmlEncode(text) : a)]).Append('\n');

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(RunReport).Assembly.GetManifestResourceStream("run-report.css")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();
}
