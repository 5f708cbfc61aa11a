using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ign.MLNet.Reports.Tests;

[TestClass]
public sealed partial class LinePlotTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [TestMethod]
    public void A_line_runs_from_the_first_point_to_the_last_inside_the_axes()
    {
        var svg = Draw(new LinePlot { Title = "Loss", Series = [new("a", [(0, 0), (5, 2), (10, 1)])] });
        string[] points = Line(svg, "s0").Split('M', 'L')[1..];
        Assert.HasCount(3, points);
        double[][] places = [.. points.Select(p => p.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
        Assert.AreEqual((places[0][0] + places[2][0]) / 2, places[1][0], 0.1);
        Assert.AreEqual((places[0][1] + places[1][1]) / 2, places[2][1], 0.1);
        Assert.IsGreaterThan(places[1][1], places[0][1], "larger values stand higher");
        Assert.IsTrue(places.All(p => p[0] is >= 0 and <= 640 && p[1] is >= 0 and <= 360));
    }

    [TestMethod]
    [DataRow(0.0, 1.0, false, "0 0.2 0.4 0.6 0.8 1")]
    [DataRow(0.0, 2000000.0, false, "0 0.5M 1M 1.5M 2M")]
    [DataRow(-3.0, 4.0, false, "-4 -2 0 2 4")]
    [DataRow(7.0, 7.0, false, "2 4 6 8 10 12")]
    [DataRow(0.0002, 0.0005, false, "2e-4 2.5e-4 3e-4 3.5e-4 4e-4 4.5e-4 5e-4")]
    [DataRow(0.00002, 0.03, true, "1e-5 1e-4 0.001 0.01 0.1")]
    [DataRow(1.5, 8.0, true, "1 2 5 10")]
    public void Ticks_are_round_numbers_around_the_data(double low, double high, bool log, string expected)
    {
        var svg = Draw(new LinePlot { Title = "", LogY = log, Series = [new("", [(0, low), (1, high)])] });
        string[] labels = [.. svg.Descendants(s_svg + "text").Where(t => (string?)t.Attribute("text-anchor") == "end").Select(t => t.Value)];
        Assert.AreEqual(expected, string.Join(' ', labels));
    }

    [TestMethod]
    public void What_cannot_be_shown_breaks_the_line_and_lonely_points_are_dots()
    {
        var svg = Draw(new LinePlot
        {
            Title = "gaps",
            LogY = true,
            Series = [new("broken", [(0, 1), (1, 2), (2, double.NaN), (3, 4), (4, double.PositiveInfinity), (5, 0), (6, -1), (7, 3), (8, 2)]),
                new("one", [(4, 2)])],
        });
        Assert.AreEqual(2, Line(svg, "s0").Count(c => c == 'M'));
        string[] dots = [.. svg.Descendants(s_svg + "circle").Select(c => (string)c.Attribute("class")!)];
        CollectionAssert.AreEqual(new[] { "s0", "s1" }, dots);
        Assert.DoesNotContain("NaN", svg.ToString());
        Assert.DoesNotContain("∞", svg.ToString());
    }

    [TestMethod]
    public void A_dashed_line_has_the_colour_of_the_one_before_it()
    {
        var svg = Draw(new LinePlot
        {
            Title = "pairs",
            Series = [new("a", [(0, 1), (1, 2)]), new("a again", [(0, 2), (1, 3)], Dashed: true), new("b", [(0, 3), (1, 4)])]
        });
        string[] lines = [.. svg.Descendants(s_svg + "path").Select(p => (string)p.Attribute("class")!).Where(c => c[0] == 's').Take(3)];
        CollectionAssert.AreEqual(new[] { "s0", "s0 dashed", "s1" }, lines);
    }

    [TestMethod]
    public void Nothing_at_all_is_an_empty_chart()
    {
        foreach (bool log in (bool[])[false, true])
        {
            var svg = Draw(new LinePlot { Title = "empty", LogY = log, Series = [new("none", []), new("nan", [(double.NaN, 1)])] });
            Assert.IsFalse(svg.Descendants(s_svg + "circle").Any());
        }
    }

    [TestMethod]
    public void Text_is_escaped()
    {
        var svg = Draw(new LinePlot { Title = "<script>&\"\u0001\ud800", XLabel = "a<b", YLabel = "'y'", Series = [new("</svg>", [(1, 1)])] });
        Assert.AreEqual("<script>&\"\\u0001\ufffd", svg.Root!.Element(s_svg + "title")!.Value);
        Assert.IsTrue(svg.Descendants(s_svg + "text").Any(t => t.Value == "</svg>"));
    }

    [TestMethod]
    public void In_a_page_the_style_is_the_page_s()
    {
        var plot = new LinePlot { Title = "t", Series = [new("a", [(0, 1), (1, 2)])] };
        Assert.AreEqual(plot.ToSvg(560, 300),
            plot.ToMarkup(560, 300).Html.Replace("</title>\n", $"</title>\n<style>{LinePlot.Style}</style>\n", StringComparison.Ordinal));
    }

    [TestMethod]
    public void A_comma_culture_changes_nothing()
    {
        var plot = new LinePlot { Title = "t", XLabel = "x", Series = [new("a", [(0.5, 0.25), (1.5, 1234.5), (2.7, 3)])] };
        string plain = plot.ToSvg();
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.AreEqual(plain, plot.ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void A_long_legend_takes_more_rows_and_leaves_room_for_the_lines()
    {
        var svg = Draw(new LinePlot
        {
            Title = "many",
            Series = [.. Enumerable.Range(0, 40).Select(i => new PlotSeries($"a rather long name {i}", [(0, i), (1, i + 1)]))]
        });
        double last = svg.Descendants(s_svg + "text").Where(t => t.Value.StartsWith("a rather", StringComparison.Ordinal)).Max(t => (double)t.Attribute("y")!);
        double highest = svg.Descendants(s_svg + "path").Where(p => (string?)p.Attribute("class") == "grid")
            .Min(p => double.Parse(((string)p.Attribute("d")!).Split(' ')[1].Split('H')[0], CultureInfo.InvariantCulture));
        Assert.IsGreaterThan(last, highest);
        Assert.IsGreaterThan(highest + 50, (double)svg.Root!.Attribute("height")!);
    }

    [TestMethod]
    public void Extreme_values_still_make_a_chart()
    {
        foreach (bool log in (bool[])[false, true])
            Draw(new LinePlot
            {
                Title = "t",
                LogY = log,
                Series = [new("a", [(double.MinValue, 1), (double.Epsilon, 1e99), (1e99, 1), (1, 1 + 1e-15), (double.MaxValue, 2)])]
            });
    }

    [TestMethod]
    [DataRow(10, 300)]
    [DataRow(640, 20)]
    [DataRow(20_000, 300)]
    public void A_size_that_makes_no_chart_is_refused(int width, int height) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new LinePlot { Title = "t" }.ToSvg(width, height));

    private static XDocument Draw(LinePlot plot)
    {
        var svg = XDocument.Parse(plot.ToSvg());
        foreach (var place in svg.Descendants().Where(e => e.Name != s_svg + "style").Attributes()
            .Where(a => a.Name.LocalName is "d" or "x" or "y" or "cx" or "cy" or "width" or "height"))
            StringAssert.Matches(place.Value, Coordinates(), place.Parent!.ToString());
        return svg;
    }

    // Numbers, and the letters of a path: no NaN, and no infinity under any of its names.
    [GeneratedRegex("^[-0-9.MLHVZmlhvz ]+$")]
    private static partial Regex Coordinates();

    private static string Line(XDocument svg, string series) =>
        (string)svg.Descendants(s_svg + "path").Last(p => (string?)p.Attribute("class") == series).Attribute("d")!;
}
