using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Evaluation;

/// <summary>A report as one HTML file that needs no other, no script and no network.</summary>
internal static class EvaluationPage
{
    // Small images are enlarged, so that a pixel stays a pixel.
    private const int LeastWidth = 56;

    internal static string Of(EvaluationReport report)
    {
        string style = Style();
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        var page = new StringBuilder();
        page.Append(HtmlValue.Of($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-{hash:raw}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
            <title>Evaluation of {report.Model}</title>
            <style>{style:raw}</style></head><body><main>
            <header><h1>Evaluation of <bdi>{report.Model}</bdi></h1>
            <p class="note">on <b><bdi>{report.Data}</bdi></b>, {Seeds(report)}</p></header>

            """));
        foreach (var table in FigureTable.Of(report)) Append(page, table);
        if (report.NotGenerated is { } reason) page.Append(HtmlValue.Of($"<section><h2>Generation</h2><p class=\"note\">Not measured. {reason}</p></section>\n"));
        Append(page, report.Pictures);
        Facts(page, report);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Seeds(EvaluationReport report) => report.Seeds.Count == 1
        ? $"seed {report.Seeds[0]}; with one seed no figure has an interval."
        : $"seeds {string.Join(", ", report.Seeds)}: means ± 95 % intervals of Student's t over the seeds{(report.Seeds.Count < 3 ? "; two are too few for a claim." : ".")}";

    private static void Append(StringBuilder page, FigureTable table)
    {
        page.Append(HtmlValue.Of($"<section><h2>{table.Title}</h2><p class=\"note\">{table.Note}</p><div class=\"scroll\"><table><thead><tr>"));
        for (int c = 0; c < table.Headers.Count; c++) page.Append(HtmlValue.Of($"<th scope=\"col\"{Kind(c):raw}>{table.Headers[c]}</th>"));
        page.Append("</tr></thead><tbody>\n");
        string before = "";
        foreach (var row in table.Rows)
        {
            // Methods of one damage belong together; its name stands once.
            bool same = table.Labels > 1 && row[0] == before;
            string kind = string.Join(' ', new[] { same ? "same" : "", table.Labels > 1 && row[1] == "model" ? "model" : "" }.Where(k => k.Length > 0));
            page.Append(HtmlValue.Of($"<tr class=\"{kind}\">"));
            for (int c = 0; c < row.Count; c++)
                page.Append(c < table.Labels ? HtmlValue.Of($"<th scope=\"row\">{(c == 0 && same ? "" : row[c])}</th>") : HtmlValue.Of($"<td{Kind(c):raw}>{row[c]}</td>"));
            page.Append("</tr>\n");
            before = row[0];
        }
        page.Append("</tbody></table></div></section>\n");

        string Kind(int column) => column < table.Labels ? "" : " class=\"figure\"";
    }

    private static void Append(StringBuilder page, IReadOnlyList<PictureStrip> strips)
    {
        if (strips.Count == 0 || strips[0].Shape.Channels is not (1 or 3)) return;
        page.Append("<section><h2>Images of the first seed</h2><p class=\"note\">The first images as they came, none chosen.</p><div class=\"strips\">\n");
        foreach (var strip in strips)
        {
            page.Append(HtmlValue.Of($"<figure><figcaption>{strip.Title}</figcaption><div class=\"strip\">"));
            foreach (var (name, images) in strip.Rows)
            {
                var shown = images.Chunk(strip.Shape.Size).ToList();
                int enlarge = Math.Max(1, (LeastWidth + strip.Shape.Width - 1) / strip.Shape.Width);
                string png = Convert.ToBase64String(PngGrid.Encode(shown, shown.Count, strip.Shape, enlarge));
                page.Append(HtmlValue.Of($"<span>{name}</span><img alt=\"{name} for {strip.Title}\" src=\"data:image/png;base64,{png:raw}\">"));
            }
            page.Append("</div></figure>\n");
        }
        page.Append("</div></section>\n");
    }

    private static void Facts(StringBuilder page, EvaluationReport report)
    {
        page.Append("<section><h2>Model and features</h2><dl>");
        Fact("model", report.Model);
        Fact("SHA-256", report.ModelSha256);
        Fact("images", report.Shape);
        Fact("f", report.Applications == 1 ? "" : $"the file applies the network {report.Applications} times");
        Fact("feature network", report.Features);
        Fact("its SHA-256", report.FeaturesSha256);
        Fact("preparation for it", report.FeaturesPreparation);
        Fact("version", $"Ign.MLNet {typeof(EvaluationPage).Assembly.GetName().Version?.ToString(3)}");
        page.Append("</dl></section>\n");

        void Fact(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) page.Append(HtmlValue.Of($"<div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>"));
        }
    }

    private static string Style()
    {
        using var stream = typeof(EvaluationPage).Assembly.GetManifestResourceStream("evaluation.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n"); // browsers hash it so
    }
}
