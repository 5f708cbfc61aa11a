using System.Globalization;
using Ign.MLNet.Reports;

namespace Ign.MLNet.Restoration;

/// <summary>Writes <c>report.html</c>: one file that needs no other and no network.</summary>
internal sealed class ReportPage
{
    /// <summary>Pairs of images at most, of the largest corrections and again of the sample.</summary>
    internal const int PairsShown = 12;

    internal const int SlowestShown = 20;

    private static readonly string s_style = PageAsset.Read(typeof(ReportPage), "report.css"), s_script = PageAsset.Read(typeof(ReportPage), "report.js");

    private readonly HtmlPage _page;
    private readonly ReportHead _head;
    private readonly RestorationSummary _summary;
    private readonly ReportFigures _figures;
    private readonly ReportLinks _links;

    internal ReportPage(TextWriter target, string folder, ReportHead head, RestorationSummary summary, ReportFigures figures)
    {
        _page = new HtmlPage(target, $"Restored images: {Path.GetFileName(Path.TrimEndingDirectorySeparator(head.InputFolder))}", s_style, s_script);
        (_head, _summary, _figures) = (head, summary, figures);
        _links = new ReportLinks(folder, head.OutputFolder);
    }

    internal void Write()
    {
        Headline();
        Displacement();
        Pairs();
        Failures();
        Notes();
        Skipped();
        NotCarried();
        Slowest();
        Facts();
        _page.End();
    }

    private void Headline()
    {
        _page.Line($"""
            <header><h1>Restored images</h1>
            <p class="note"><bdi>{_head.InputFolder}</bdi> → <bdi>{_head.OutputFolder}</bdi> with the model <b><bdi>{_head.ModelName}</bdi></b></p></header>
            """);
        if (!_summary.Complete)
        {
            long finished = (long)_summary.Done + _summary.Skipped + _summary.Failed;
            _page.Banner(
                $"Stopped early: {Figures.Count(finished)} of {Figures.Count(_summary.Found, "file")} finished. Running the same job again goes on from here.");
        }
        if (_summary.Unreadable.Count > 0) _page.Banner(Unreadable());
        _page.Line($"""<dl class="counts">""");
        Count("found", _summary.Found, "files found");
        Count("done", _summary.Done - _summary.Copied - _summary.Clean, "restored");
        if (_summary.Clean > 0) Count("clean", _summary.Clean, "clean, left alone");
        if (_summary.Copied > 0) Count("copied", _summary.Copied, "copied unchanged");
        if (_summary.UpToDate > 0) Count("up-to-date", _summary.UpToDate, "up to date");
        Count("skipped", _summary.Skipped - _summary.UpToDate, "skipped");
        Count(_summary.Failed > 0 ? "failed some" : "failed", _summary.Failed, "failed");
        _page.Line($"""
            </dl><p class="note">{Figures.Count(_summary.Done, "result")} in {Figures.Duration(_summary.Elapsed)}, {SummaryFile.PerSecond(_summary)} per second ·
            {Figures.Bytes(_summary.InputBytes)} read, {Figures.Bytes(_summary.OutputBytes)} written</p>
            """);
        foreach (var notice in _summary.Notices) _page.Note(notice.Text);
    }

    private string Unreadable() =>
        $"{Figures.Count(_summary.Unreadable.Values.Sum(), "image is", "images are")} of a kind that cannot be read: {string.Join(", ", _summary.Unreadable.Select(k => $"{k.Value} {k.Key}"))}.";

    private void Count(string kind, long count, string label) => _page.Count(Figures.Count(count), label, kind);

    private void Displacement()
    {
        var values = _figures.Displacement;
        if (values.Count == 0) return;
        _page.Section("How far results are from their inputs");
        HistogramChart.Write(_page, values, "displacement");
        _page.Line($"""<p class="note">Median <b>{values.Quantile(0.5)}</b>, nine of ten up to <b>{values.Quantile(0.9)}</b>, largest <b>{values.Maximum}</b>, over {Figures.Count(values.Count, "image")}.""");
        if (values.Zeros > 0) _page.Line($" {Figures.Count(values.Zeros, "image was", "images were")} not changed at all.");
        if (_figures.Residual.Count > 0)
            _page.Line($" A further application would change values by <b>{_figures.Residual.Quantile(0.5)}</b> in the median (residual).");
        if (_figures.Changed.Count > 0)
        {
            string share = Figures.Percent(_figures.Changed.Quantile(0.5));
            _page.Line($" Restoring the results again would change <b>{share}</b> of their 8-bit values in the median.");
        }
        _page.Line($"</p></section>");
    }

    private void Pairs()
    {
        var pairs = new PairSection(_page, _head, _links);
        pairs.Write("Largest corrections", $"By displacement, scaled to at most {ImagePair.MaxSide} pixels; drag the divider, or use the arrow keys.",
            _figures.Largest.Ordered);
        pairs.Write("A sample of the others", "Chosen by the hash of the path, so evenly over all images.", _figures.Sample.Ordered);
    }

    private void Failures()
    {
        if (_summary.Failed == 0) return;
        _page.Section("Failures");
        _page.Table(["File", "Reason"], _summary.Failures.Take(RestorationSummary.MaxFailures).Select(item => (string[])[item.Path, item.Reason ?? ""]), 2,
            "failures");
        long more = _summary.Failed - Math.Min(_summary.Failures.Count, RestorationSummary.MaxFailures);
        if (more > 0) _page.Note($"And {Figures.Count(more)} more, in {JobReport.ItemsName}.");
        _page.Line($"</section>");
    }

    private void Skipped() => Counts("Skipped files", null, "Reason", _figures.Skipped);

    private void Notes() => Counts("Notes on results", $"{JobReport.ItemsName} has them file by file.", "What", _figures.Notes);

    private void NotCarried() =>
        Counts("Metadata that was not carried", $"Left out of the results, or no longer true there; {JobReport.ItemsName} has it file by file.", "What",
            _figures.NotCarried);

    private void Counts(string title, string? note, string what, ReasonCounts counts)
    {
        if (counts.Ordered.Count == 0) return;
        _page.Section(title, note);
        _page.Table([what, "Files"], counts.Ordered.Select(c => (string[])[c.Key, Figures.Count(c.Value)]), 1);
        _page.Line($"</section>");
    }

    private void Slowest()
    {
        var slowest = _figures.Slowest.Ordered;
        if (slowest.Count == 0) return;
        _page.Section("Slowest files");
        _page.Table(["File", "Pixels", "Decode", "Infer", "Encode", "Total"],
            slowest.Select(item => (string[])[item.Path, Pixels(item), .. Times(item.Times!)]), 1);
        _page.Line($"</section>");
    }

    private static IEnumerable<string> Times(RestorationTimes times) =>
        ((double[])[times.Decode, times.Infer, times.Encode, times.Total]).Select(Figures.Milliseconds);

    private static string Pixels(RestorationItem item) => item is { Width: { } width, Height: { } height } ? $"{width} × {height}" : "";

    private void Facts()
    {
        var execution = _summary.Execution;
        string provider = execution.Provider.ToString().ToUpperInvariant();
        _page.Section("Model and options");
        _page.Facts(
        [
            ("model", _head.ModelName),
            ("hash", _head.ModelHash),
            ("shape", _head.ModelShape.ToString()),
            ("computed on", execution.Device >= 0
                ? $"{provider}, device {execution.Device.ToString(CultureInfo.InvariantCulture)}"
                : $"{provider}, {Figures.Count(execution.Threads, "thread")} an inference"),
            ("instead of a GPU, because", execution.FallbackReason),
            .. _head.Options.Select(o => (o.Key, (string?)o.Value)),
            ("version", $"Ign.MLNet {SummaryFile.LibraryVersion}"),
        ]);
        _page.Line($"</section>");
    }
}
