using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Writes <c>report.html</c>: one file that needs no other and no network.</summary>
internal sealed class ReportPage
{
    /// <summary>Pairs of images at most, of the largest corrections and again of the sample.</summary>
    internal const int PairsShown = 12;

    internal const int SlowestShown = 20;

    private readonly HtmlPage _page;
    private readonly ReportHead _head;
    private readonly RestorationSummary _summary;
    private readonly ReportFigures _figures;
    private readonly ReportLinks _links;

    internal ReportPage(TextWriter target, string folder, ReportHead head, RestorationSummary summary, ReportFigures figures)
    {
        _page = new HtmlPage(target);
        (_head, _summary, _figures) = (head, summary, figures);
        _links = new ReportLinks(folder, head.OutputFolder);
    }

    internal void Write()
    {
        Start();
        Headline();
        Displacement();
        Pairs();
        Failures();
        Notes();
        Skipped();
        NotCarried();
        Slowest();
        Facts();
        _page.Line($"</main><script>{PageAsset.Script.Content}</script></body></html>");
    }

    private void Start() => _page.Line($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src {PageAsset.Style.Hash}; script-src {PageAsset.Script.Hash}; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
        <title>Restored images: {Path.GetFileName(Path.TrimEndingDirectorySeparator(_head.InputFolder))}</title>
        <style>{PageAsset.Style.Content}</style></head><body><main>
        """);

    private void Headline()
    {
        _page.Line($"""
            <header><h1>Restored images</h1>
            <p class="note"><bdi>{_head.InputFolder}</bdi> → <bdi>{_head.OutputFolder}</bdi> with the model <b><bdi>{_head.ModelName}</bdi></b></p></header>
            """);
        if (!_summary.Complete)
        {
            long finished = (long)_summary.Done + _summary.Skipped + _summary.Failed;
            _page.Line($"""<p class="banner">Stopped early: {finished} of {Figures.Count(_summary.Found, "file")} finished. Running the same job again goes on from here.</p>""");
        }
        if (_summary.Unreadable.Count > 0) _page.Line($"""<p class="banner">{Unreadable()}</p>""");
        _page.Line($"""<dl class="counts">""");
        Count("found", _summary.Found, "files found");
        Count("done", _summary.Done - _summary.Copied, "restored");
        if (_summary.Copied > 0) Count("copied", _summary.Copied, "copied, beyond a limit");
        if (_summary.UpToDate > 0) Count("up-to-date", _summary.UpToDate, "up to date");
        Count("skipped", _summary.Skipped - _summary.UpToDate, "skipped");
        Count(_summary.Failed > 0 ? "failed some" : "failed", _summary.Failed, "failed");
        _page.Line($"""
            </dl><p class="note">{Figures.Count(_summary.Done, "result")} in {Figures.Duration(_summary.Elapsed)}, {SummaryFile.PerSecond(_summary)} per second ·
            {Figures.Bytes(_summary.InputBytes)} read, {Figures.Bytes(_summary.OutputBytes)} written</p>
            """);
        foreach (var notice in _summary.Notices) _page.Line($"""<p class="note">{notice.Text}</p>""");
    }

    private string Unreadable() =>
        $"{Figures.Count(_summary.Unreadable.Values.Sum(), "image is", "images are")} of a kind that cannot be read: {string.Join(", ", _summary.Unreadable.Select(k => $"{k.Value} {k.Key}"))}.";

    private void Count(string kind, long count, string label) => _page.Line($"""<div class="{kind}"><dd>{count}</dd><dt>{label}</dt></div>""");

    private void Displacement()
    {
        var values = _figures.Displacement;
        if (values.Count == 0) return;
        _page.Line($"""<section><h2>How far results are from their inputs</h2>""");
        HistogramChart.Write(_page, values, "displacement");
        _page.Line($"""<p class="note">Median <b>{values.Quantile(0.5)}</b>, nine of ten up to <b>{values.Quantile(0.9)}</b>, largest <b>{values.Maximum}</b>, over {Figures.Count(values.Count, "image")}.""");
        if (values.Zeros > 0) _page.Line($" {Figures.Count(values.Zeros, "image was", "images were")} not changed at all.");
        if (_figures.Residual.Count > 0) _page.Line($" A further application would change values by <b>{_figures.Residual.Quantile(0.5)}</b> in the median (residual).");
        _page.Line($"</p></section>");
    }

    private void Pairs()
    {
        var pairs = new PairSection(_page, _head, _links);
        pairs.Write("Largest corrections", $"By displacement, scaled to at most {ImagePair.MaxSide} pixels; drag the divider, or use the arrow keys.", _figures.Largest.Ordered);
        pairs.Write("A sample of the others", "Chosen by the hash of the path, so evenly over all images.", _figures.Sample.Ordered);
    }

    private void Failures()
    {
        if (_summary.Failed == 0) return;
        _page.Line($"""<section><h2>Failures</h2><div class="scroll"><table class="failures"><thead><tr><th>File</th><th>Reason</th></tr></thead><tbody>""");
        foreach (var item in _summary.Failures.Take(RestorationSummary.MaxFailures))
            _page.Line($"<tr><td><bdi>{item.Path}</bdi></td><td>{item.Reason}</td></tr>");
        _page.Line($"</tbody></table></div>");
        long more = _summary.Failed - Math.Min(_summary.Failures.Count, RestorationSummary.MaxFailures);
        if (more > 0) _page.Line($"""<p class="note">And {more} more, in {RestorationReport.ItemsName}.</p>""");
        _page.Line($"</section>");
    }

    private void Skipped() => Counts("Skipped files", null, "Reason", _figures.Skipped);

    private void Notes() => Counts("Notes on results", $"{RestorationReport.ItemsName} has them file by file.", "What", _figures.Notes);

    private void NotCarried() =>
        Counts("Metadata that was not carried", $"Left out of the results, or no longer true there; {RestorationReport.ItemsName} has it file by file.", "What", _figures.NotCarried);

    private void Counts(string title, string? note, string what, ReasonCounts counts)
    {
        if (counts.Ordered.Count == 0) return;
        _page.Line($"<section><h2>{title}</h2>");
        if (note is not null) _page.Line($"""<p class="note">{note}</p>""");
        _page.Line($"""<div class="scroll"><table class="skipped"><thead><tr><th>{what}</th><th>Files</th></tr></thead><tbody>""");
        foreach (var (reason, count) in counts.Ordered) _page.Line($"<tr><td>{reason}</td><td>{count}</td></tr>");
        _page.Line($"</tbody></table></div></section>");
    }

    private void Slowest()
    {
        var slowest = _figures.Slowest.Ordered;
        if (slowest.Count == 0) return;
        _page.Line($"""
            <section><h2>Slowest files</h2><div class="scroll"><table class="slowest">
            <thead><tr><th>File</th><th>Pixels</th><th>Decode</th><th>Infer</th><th>Encode</th><th>Total</th></tr></thead><tbody>
            """);
        foreach (var item in slowest)
        {
            var times = item.Times!;
            _page.Line($"""
                <tr><td><bdi>{item.Path}</bdi></td><td>{Pixels(item)}</td><td>{Figures.Milliseconds(times.Decode)}</td><td>{Figures.Milliseconds(times.Infer)}</td>
                <td>{Figures.Milliseconds(times.Encode)}</td><td>{Figures.Milliseconds(times.Total)}</td></tr>
                """);
        }
        _page.Line($"</tbody></table></div></section>");
    }

    private static string Pixels(RestorationItem item) => item is { Width: { } width, Height: { } height } ? $"{width} × {height}" : "";

    private void Facts()
    {
        var execution = _summary.Execution;
        _page.Line($"""<section><h2>Model and options</h2><dl class="facts">""");
        Fact("model", _head.ModelName);
        Fact("hash", _head.ModelHash);
        Fact("shape", _head.ModelShape.ToString());
        string provider = execution.Provider.ToString().ToUpperInvariant();
        Fact("computed on", execution.Device >= 0 ? $"{provider}, device {execution.Device.ToString(CultureInfo.InvariantCulture)}" : $"{provider}, {Figures.Count(execution.Threads, "thread")} an inference");
        if (execution.FallbackReason is { } reason) Fact("instead of a GPU, because", reason);
        foreach (var (name, value) in _head.Options) Fact(name, value);
        Fact("version", $"Ign.MLNet {SummaryFile.LibraryVersion}");
        _page.Line($"</dl></section>");
    }

    private void Fact(string name, string value) => _page.Line($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>");
}
