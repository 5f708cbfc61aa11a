using Ign.MLNet.Reports;

namespace Ign.MLNet.Evaluation;

/// <summary>A report as one HTML file that needs no other, no script and no network.</summary>
internal sealed class EvaluationPage(HtmlPage page, EvaluationReport report)
{
    // Small images are enlarged, so that a pixel stays a pixel.
    private const int LeastWidth = 56;

    private static readonly string s_style = PageAsset.Read(typeof(EvaluationPage), "evaluation.css");

    internal static string Of(EvaluationReport report) =>
        HtmlPage.Of($"Evaluation of {report.Model}", s_style, page => new EvaluationPage(page, report).Write());

    private void Write()
    {
        page.Line($"""
            <header><h1>Evaluation of <bdi>{report.Model}</bdi></h1>
            <p class="note">on <b><bdi>{report.Data}</bdi></b>, {Seeds()}</p></header>
            """);
        foreach (var table in FigureTable.Of(report)) Table(table);
        if (report.NotGenerated is { } reason)
        {
            page.Section("Generation", $"Not measured. {reason}");
            page.Line($"</section>");
        }
        Pictures();
        Facts();
    }

    private string Seeds() => report.Seeds.Count == 1
        ? $"seed {report.Seeds[0]}; with one seed no figure has an interval."
        : $"seeds {string.Join(", ", report.Seeds)}: means ± 95 % intervals of Student's t over the seeds{(report.Seeds.Count < 3 ? "; two are too few for a claim." : ".")}";

    private void Table(FigureTable table)
    {
        page.Section(table.Title, table.Note);
        string before = "";
        page.Table(table.Headers, table.Labels > 1 ? table.Rows.Select(Once) : table.Rows, table.Labels, rowKind: Kind);
        page.Line($"</section>");

        // Methods of one damage belong together; its name stands once.
        IReadOnlyList<string> Once(IReadOnlyList<string> row)
        {
            bool same = row[0] == before;
            before = row[0];
            return same ? ["", .. row.Skip(1)] : row;
        }

        string Kind(IReadOnlyList<string> row) => $"{(row[0].Length == 0 ? "same" : "")}{(table.Labels > 1 && row[1] == "model" ? " model" : "")}";
    }

    private void Pictures()
    {
        if (report.Pictures.Count == 0 || report.Pictures[0].Shape.Channels is not (1 or 3)) return;
        page.Section("Images of the first seed", "The first images as they came, none chosen.");
        page.Line($"""<div class="strips">""");
        foreach (var strip in report.Pictures)
        {
            page.Line($"""<figure><figcaption>{strip.Title}</figcaption><div class="strip">""");
            foreach (var (name, images) in strip.Rows)
            {
                var shown = images.Chunk(strip.Shape.Size).ToList();
                int enlarge = Math.Max(1, (LeastWidth + strip.Shape.Width - 1) / strip.Shape.Width);
                var picture = Markup.Picture("png", PngGrid.Encode(shown, shown.Count, strip.Shape, enlarge));
                page.Line($"""<span>{name}</span><img alt="{name} for {strip.Title}" src="{picture}">""");
            }
            page.Line($"</div></figure>");
        }
        page.Line($"</div></section>");
    }

    private void Facts()
    {
        page.Section("Model and features");
        page.Facts(
        [
            ("model", report.Model),
            ("SHA-256", report.ModelSha256),
            ("images", report.Shape),
            ("f", report.Applications == 1 ? "" : $"the file applies the network {report.Applications} times"),
            ("feature network", report.Features),
            ("its SHA-256", report.FeaturesSha256),
            ("preparation for it", report.FeaturesPreparation),
            ("version", $"Ign.MLNet {typeof(EvaluationPage).Assembly.GetName().Version?.ToString(3)}"),
        ]);
        page.Line($"</section>");
    }
}
