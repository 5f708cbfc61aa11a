using System.Runtime.CompilerServices;

namespace Ign.MLNet.Reports;

/// <summary>A page that is being written: one file that needs no other and no network. Values inside interpolated strings are escaped.</summary>
internal sealed class HtmlPage
{
    private static readonly string s_style = PageAsset.Read(typeof(HtmlPage), "page.css") + LinePlot.Style;

    private static readonly Markup s_policy = new("default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'");

    private readonly PageAsset? _script;

    /// <summary>Begins the page. Nothing but its own style and script has an effect in it, whatever else got into the text.</summary>
    /// <param name="target">Takes the page.</param>
    /// <param name="title">What stands at the head of the window.</param>
    /// <param name="style">Rules that only this page has.</param>
    /// <param name="script">Runs when the page is there; null for none.</param>
    internal HtmlPage(TextWriter target, string title, string style = "", string? script = null)
    {
        Target = target;
        _script = script is null ? null : PageAsset.Of(script);
        var rules = PageAsset.Of(s_style + style);
        var scripts = _script?.Hash ?? new Markup("'none'");
        Line($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{s_policy}; style-src {rules.Hash}; script-src {scripts}">
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>{title}</title>
            <style>{rules.Content}</style></head><body><main>
            """);
    }

    /// <summary>A page in memory, from beginning to end.</summary>
    internal static string Of(string title, string style, Action<HtmlPage> write)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var page = new HtmlPage(text, title, style);
        write(page);
        page.End();
        return text.ToString();
    }

    /// <summary>Takes the page.</summary>
    internal TextWriter Target { get; }

    /// <summary>Writes markup with escaped values, and ends the line.</summary>
    /// <param name="html">Is written while it is built, before this method is entered.</param>
    internal void Line([InterpolatedStringHandlerArgument("")] HtmlText html)
    {
        _ = html;
        Target.WriteLine();
    }

    /// <summary>Begins a section; <c>&lt;/section&gt;</c> ends it.</summary>
    internal void Section(string title, string? note = null)
    {
        Line($"<section><h2>{title}</h2>");
        if (note is not null) Note(note);
    }

    /// <summary>Writes a sentence in small letters.</summary>
    internal void Note(string text) => Line($"""<p class="note">{text}</p>""");

    /// <summary>Writes a sentence that must not be overlooked.</summary>
    internal void Banner(string text) => Line($"""<p class="banner">{text}</p>""");

    /// <summary>Writes one of the large figures of a <c>&lt;dl class="counts"&gt;</c>.</summary>
    internal void Count(string figure, string label, string kind = "") => Line($"""<div class="{kind}"><dd>{figure}</dd><dt>{label}</dt></div>""");

    /// <summary>Writes names with their values; those without a value are left out.</summary>
    internal void Facts(IEnumerable<(string Name, string? Value)> facts)
    {
        Line($"""<dl class="facts">""");
        foreach (var (name, value) in facts)
            if (!string.IsNullOrEmpty(value)) Line($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        Line($"</dl>");
    }

    /// <summary>Writes a table.</summary>
    /// <param name="headers">Names of the columns.</param>
    /// <param name="rows">Cells, a text for each column.</param>
    /// <param name="labels">How many of the columns, from the left, are words; the others are figures.</param>
    /// <param name="kind">Class of the table.</param>
    /// <param name="rowKind">Class of each row; null for none.</param>
    internal void Table(
        IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, int labels, string kind = "",
        Func<IReadOnlyList<string>, string>? rowKind = null)
    {
        Line($"""<div class="scroll"><table class="{kind}"><thead><tr>""");
        for (int c = 0; c < headers.Count; c++) Line($"""<th scope="col"{Kind(c)}>{headers[c]}</th>""");
        Line($"</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Line($"""<tr class="{rowKind?.Invoke(row)}"><th scope="row">{row[0]}</th>""");
            for (int c = 1; c < row.Count; c++) Line($"<td{Kind(c)}>{row[c]}</td>");
            Line($"</tr>");
        }
        Line($"</tbody></table></div>");

        Markup Kind(int column) => new(column < labels ? "" : " class=\"figure\"");
    }

    /// <summary>Ends the page.</summary>
    internal void End()
    {
        Line($"</main>");
        if (_script is not null) Line($"<script>{_script.Content}</script>");
        Line($"</body></html>");
    }
}
