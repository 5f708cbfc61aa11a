using Ign.MLNet.Reports;

namespace Ign.MLNet.Evaluation;

/// <summary>A report as one HTML file that needs no other, no script and no network.</summary>
internal sealed class EvaluationPage
{
    // Small images are enlarged, so that a pixel stays a pixel.
    private const int LeastWidth = 56;

    private static readonly string s_style = PageAsset.Read(typeof(EvaluationPage), "evaluation.css");

    private readonly HtmlPage _page;

    private EvaluationPage(HtmlPage page) => _page = page;

    internal static string Of(EvaluationReport report) => Of(report.Model, report.Data, Seeds(report), page =>
    {
        foreach (var table in FigureTable.Of(report)) page.Table(table);
        if (report.NotGenerated is { } reason)
        {
            page._page.Section("Generation", $"Not measured. {reason}");
            page._page.Line($"</section>");
        }
        page.Pictures("Images of the first seed", "The first images as they came, none chosen.", report.Pictures);
        page.Facts(
        [
            ("model", report.Model),
            ("SHA-256", report.ModelSha256),
            ("images", report.Shape),
            ("f", report.Applications == 1 ? "" : $"the file applies the network {report.Applications} times"),
            ("feature network", report.Features),
            ("its SHA-256", report.FeaturesSha256),
            ("preparation for it", report.FeaturesPreparation),
        ]);
    });

    internal static string Of(PhotoReport report) => Of(report.Model, report.Data, $"{report.Photographs} photographs, seed {report.Seed}", page =>
    {
        foreach (var table in report.Tables()) page.Table(table);
        page.Pictures("Crops at 1:1", "The middle of the first photographs, none chosen.", report.Pictures);
        page.Facts([("model", report.Model), ("SHA-256", report.ModelSha256)]);
    });

    private static string Of(string model, string data, string how, Action<EvaluationPage> write) => HtmlPage.Of($"Evaluation of {model}", s_style, page =>
    {
        page.Line($"""
            <header><h1>Evaluation of <bdi>{model}</bdi></h1>
            <p class="note">on <b><bdi>{data}</bdi></b>, {how}</p></header>
            """);
        write(new EvaluationPage(page));
    });

    private static string Seeds(EvaluationReport report) => report.Seeds.Count == 1
        ? $"seed {report.Seeds[0]}; with one seed no figure has an interval."
        : $"seeds {string.Join(", ", report.Seeds)}: means ± 95 % intervals of Student's t over the seeds{(report.Seeds.Count < 3 ? "; two are too few for a claim." : ".")}";

    private void Table(FigureTable table)
    {
        _page.Section(table.Title, table.Note);
        string before = "";
        _page.Table(table.Headers, table.Labels > 1 ? table.Rows.Select(Once) : table.Rows, table.Labels, rowKind: Kind);
        _page.Line($"</section>");

        // Methods of one damage belong together; its name stands once.
        IReadOnlyList<string> Once(IReadOnlyList<string> row)
        {
            bool same = row[0] == before;
            before = row[0];
            return same ? ["", .. row.Skip(1)] : row;
        }

        string Kind(IReadOnlyList<string> row) => $"{(row[0].Length == 0 ? "same" : "")}{(table.Labels > 1 && row[1] == "model" ? " model" : "")}";
    }

    private void Pictures(string title, string note, IReadOnlyList<PictureStrip> strips)
    {
        if (strips.Count == 0 || strips[0].Shape.Channels is not (1 or 3)) return;
        _page.Section(title, note);
        _page.Line($"""<div class="strips">""");
        foreach (var strip in strips)
        {
            _page.Line($"""<figure><figcaption>{strip.Title}</figcaption><div class="strip">""");
            foreach (var (name, images) in strip.Rows)
            {
                var shown = images.Chunk(strip.Shape.Size).ToList();
                int enlarge = Math.Max(1, (LeastWidth + strip.Shape.Width - 1) / strip.Shape.Width);
                var picture = Markup.Picture("png", PngGrid.Encode(shown, shown.Count, strip.Shape, enlarge));
                _page.Line($"""<span>{name}</span><img alt="{name} for {strip.Title}" src="{picture}">""");
            }
            _page.Line($"</div></figure>");
        }
        _page.Line($"</div></section>");
    }

    private void Facts(IEnumerable<(string, string?)> facts)
    {
        _page.Section("Model and features");
        _page.Facts([.. facts, ("version", $"Ign.MLNet {typeof(EvaluationPage).Assembly.GetName().Version?.ToString(3)}")]);
        _page.Line($"</section>");
    }
}
