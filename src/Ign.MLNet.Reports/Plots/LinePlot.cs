using System.Globalization;
using System.Text;

namespace Ign.MLNet.Reports;

/// <summary>A line chart as a small SVG file that needs nothing beside it and can be read on light and on dark pages.</summary>
/// <remarks>
/// Plain text on purpose: charting libraries such as ScottPlot bring SkiaSharp 3, whose native library cannot live in one process beside the
/// SkiaSharp 2.88 of ML.NET's images.
/// </remarks>
public sealed record LinePlot
{
    private const int MinWidth = 200, MinHeight = 150, MaxSide = 10_000;
    private const int LegendRow = 18, Character = 7;

    // Each has a contrast of at least 3:1 to white and to GitHub's dark page.
    private static readonly string[] s_colours = ["#2f81f7", "#d9730d", "#2da44e", "#d6409f", "#8957e5", "#0e9aa7", "#e5534b", "#9a7d0a"];

    /// <summary>What stands above the chart.</summary>
    public required string Title { get; init; }

    /// <summary>What the horizontal axis counts.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis counts.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>Lines, in the order of the legend; the colours start again after eight.</summary>
    public IReadOnlyList<PlotSeries> Series { get; init; } = [];

    /// <summary>Draws the chart.</summary>
    /// <param name="width">Width in pixels, 200 to 10,000.</param>
    /// <param name="height">Height in pixels, 150 to 10,000; more where the legend needs it.</param>
    /// <returns>An SVG document, to be saved as UTF-8 or placed into a page as it is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of its range.</exception>
    public string ToSvg(int width = 640, int height = 360) => Draw(width, height, $"<style>{Style}</style>\n");

    /// <summary>The chart for a page, which has <see cref="Style"/> already.</summary>
    internal Markup ToMarkup(int width, int height) => new(Draw(width, height, ""));

    private string Draw(int width, int height, string style)
    {
        CheckSide(width, MinWidth, nameof(width));
        CheckSide(height, MinHeight, nameof(height));
        var y = new PlotAxis(Series.SelectMany(s => s.Points).Select(p => p.Y), LogY, Math.Max(2, height / 60), tight: false);
        var x = new PlotAxis(Series.SelectMany(s => s.Points).Select(p => p.X), log: false, Math.Max(2, width / 90), tight: true);

        int left = 16 + Character * y.Ticks.Max(t => t.Label.Length) + (YLabel.Length > 0 ? 20 : 0);
        var classes = Classes();
        var legend = Legend(left, width - 16);
        int top = (Title.Length > 0 ? 34 : 14) + (legend.Count > 0 ? LegendRow * (legend[^1].Row + 1) + 2 : 0);
        height = Math.Max(height, top + 110);
        int right = width - 18, bottom = height - (XLabel.Length > 0 ? 46 : 28);
        double Px(double value) => left + x.Place(value) * (right - left);
        double Py(double value) => bottom - y.Place(value) * (bottom - top);

        var svg = new StringBuilder();
        Add(svg, $"""
            <svg xmlns="http://www.w3.org/2000/svg" class="ign-plot" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"
            font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12" fill="currentColor">
            """);
        Add(svg, $"<title>{Text(Title)}</title>");
        svg.Append(style);
        if (Title.Length > 0) Add(svg, $"""<text x="{left}" y="22" font-size="15" font-weight="600">{Text(Title)}</text>""");
        foreach (var (series, at, row) in legend)
        {
            int middle = (Title.Length > 0 ? 43 : 23) + row * LegendRow;
            Add(svg, $"""<path class="{classes[series]}" d="M{at} {middle}h18"/><text x="{at + 24}" y="{middle + 4}">{Text(Series[series].Name)}</text>""");
        }
        foreach (var (value, label) in y.Ticks)
        {
            Add(svg, $"""<path class="grid" d="M{left} {Py(value):0.#}H{right}"/>""");
            Add(svg, $"""<text x="{left - 7}" y="{Py(value) + 4:0.#}" text-anchor="end">{label}</text>""");
        }
        foreach (var (value, label) in x.Ticks)
        {
            Add(svg, $"""<path class="axis" d="M{Px(value):0.#} {bottom}v4"/>""");
            Add(svg, $"""<text x="{Px(value):0.#}" y="{bottom + 18}" text-anchor="middle">{label}</text>""");
        }
        Add(svg, $"""<path class="axis" d="M{left} {bottom}H{right}"/>""");
        if (XLabel.Length > 0) Add(svg, $"""<text x="{(left + right) / 2}" y="{height - 8}" text-anchor="middle">{Text(XLabel)}</text>""");
        if (YLabel.Length > 0) Add(svg, $"""<text transform="translate(15 {(top + bottom) / 2}) rotate(-90)" text-anchor="middle">{Text(YLabel)}</text>""");
        for (int i = 0; i < Series.Count; i++)
        {
            var shown = Series[i].Points.Select(p => x.CanShow(p.X) && y.CanShow(p.Y) ? ((double, double)?)(Px(p.X), Py(p.Y)) : null);
            AddLine(svg, shown, classes[i]);
        }
        Add(svg, $"</svg>");
        return svg.ToString();
    }

    private static void CheckSide(int side, int minimum, string name)
    {
        if (side < minimum || side > MaxSide) throw new ArgumentOutOfRangeException(name, side, $"Expected {minimum} to {MaxSide} pixels.");
    }

    // A picture in a page has no colour to inherit, so the text follows the reader's theme.
    internal static string Style { get; } =
        ".ign-plot{color:#24292f}@media(prefers-color-scheme:dark){.ign-plot{color:#d0d7de}}" +
        ".ign-plot path{fill:none;stroke:currentColor;stroke-width:1}.ign-plot .grid{stroke-opacity:.18}.ign-plot .axis{stroke-opacity:.7}" +
        ".ign-plot .dashed{stroke-dasharray:5 4}" + string.Concat(s_colours.Select((c, i) =>
            $".ign-plot path.s{i}{{stroke:{c};stroke-width:2;stroke-linejoin:round;stroke-linecap:round}}.ign-plot circle.s{i}{{fill:{c}}}"));

    /// <summary>Class of each series: its colour, and whether it is dashed.</summary>
    private List<string> Classes()
    {
        var classes = new List<string>();
        int colour = -1;
        foreach (var series in Series)
        {
            if (!series.Dashed || colour < 0) colour++;
            classes.Add(string.Create(CultureInfo.InvariantCulture, $"s{colour % s_colours.Length}{(series.Dashed ? " dashed" : "")}"));
        }
        return classes;
    }

    /// <summary>Where the entry of each named series stands; a full row is followed by the next.</summary>
    private List<(int Series, int At, int Row)> Legend(int left, int right)
    {
        var entries = new List<(int, int, int)>();
        var (at, row) = (left, 0);
        for (int i = 0; i < Series.Count; i++)
        {
            if (Series[i].Name.Length == 0) continue;
            int size = 40 + Character * Series[i].Name.Length;
            if (at > left && at + size > right) (at, row) = (left, row + 1);
            entries.Add((i, at, row));
            at += size;
        }
        return entries;
    }

    /// <summary>A series: one path for its lines, and a dot for every point that has no neighbour.</summary>
    private static void AddLine(StringBuilder svg, IEnumerable<(double, double)?> points, string style)
    {
        var path = new StringBuilder();
        var run = new List<string>();
        foreach (var point in points.Append(null))
        {
            if (point is var (px, py))
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"{px:0.#} {py:0.#}");
                // Of points that fall onto one place of the picture the first is enough.
                if (run.Count == 0 || run[^1] != place) run.Add(place);
                continue;
            }
            if (run.Count == 1)
            {
                string[] centre = run[0].Split(' ');
                Add(svg, $"""<circle class="{style}" cx="{centre[0]}" cy="{centre[1]}" r="3.5"/>""");
            }
            else if (run.Count > 1)
            {
                path.Append('M').AppendJoin('L', run);
            }
            run.Clear();
        }
        if (path.Length > 0) Add(svg, $"""<path class="{style}" d="{path}"/>""");
    }

    private static void Add(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Text(string text) => HtmlText.Escape(text);
}
