using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Ign.MLNet.Reports.Tests;

[TestClass]
public sealed partial class HtmlPageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&amp;\n\u202egnp.exe\ud800<img src=x onerror=alert(1)>";

    [TestMethod]
    public void What_a_stranger_wrote_stays_text_wherever_it_is_shown()
    {
        string page = Page(page =>
        {
            page.Line($"""<a href="{Hostile}">{Hostile}</a>""");
            page.Section(Hostile, Hostile);
            page.Banner(Hostile);
            page.Count(Hostile, Hostile);
            page.Facts([(Hostile, Hostile)]);
            page.Table([Hostile, Hostile], [[Hostile, Hostile]], 1);
            page.Line($"{new LinePlot { Title = Hostile, XLabel = Hostile, Series = [new(Hostile, [(0, 1), (1, 2)])] }.ToMarkup(300, 200)}");
        }, Hostile);
        Assert.IsEmpty(Regex.Matches(page, "<script|<img|onerror=\"|\u202e|\ud800"));
        Assert.HasCount(18, Regex.Matches(page, Regex.Escape(@"\u202egnp.exe")));
    }

    [TestMethod]
    public void The_policy_names_the_page_s_own_style_and_script_and_nothing_else()
    {
        string page = Page(page => page.Line($"{new LinePlot { Title = "t" }.ToMarkup(300, 200)}"), "t", "p { color: red; }", "document.title = 'mine';");
        string policy = Policy().Match(page).Groups[1].Value;
        StringAssert.Contains(page, "p { color: red; }</style>");
        foreach (string tag in (string[])["style", "script"])
        {
            var found = Regex.Matches(page, $"<{tag}>(.*?)</{tag}>", RegexOptions.Singleline);
            Assert.HasCount(1, found, tag);
            StringAssert.Contains(policy, $"{tag}-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(found[0].Groups[1].Value)))}'");
        }
        StringAssert.StartsWith(policy, "default-src 'none';");
        StringAssert.Contains(Policy().Match(Page(_ => { }, "t")).Groups[1].Value, "script-src 'none'");
    }

    [TestMethod]
    public void Columns_of_figures_are_told_from_those_of_words_and_empty_facts_are_left_out()
    {
        string page = Page(page =>
        {
            page.Table(["file", "why", "ms"], [["a", "b", "1"]], 2, "slow", row => row[0]);
            page.Facts([("one", "1"), ("none", null), ("empty", "")]);
        }, "t").Replace("\n", "", StringComparison.Ordinal);
        StringAssert.Contains(page,
            """<table class="slow"><thead><tr><th scope="col">file</th><th scope="col">why</th><th scope="col" class="figure">ms</th></tr></thead>""");
        StringAssert.Contains(page, """<tr class="a"><th scope="row">a</th><td>b</td><td class="figure">1</td></tr>""");
        StringAssert.Contains(page, """<dl class="facts"><div><dt>one</dt><dd>1</dd></div></dl>""");
    }

    [TestMethod]
    [DataRow(0L, "0 B")]
    [DataRow(999L, "999 B")]
    [DataRow(12_345_678L, "12.3 MB")]
    [DataRow(999_600L, "1 MB")]
    [DataRow(long.MaxValue, "9,223,372 TB")]
    public void Sizes_of_files_are_written_for_people(long bytes, string expected) => Assert.AreEqual(expected, Figures.Bytes(bytes));

    [TestMethod]
    [DataRow(0.32, "320 ms")]
    [DataRow(4.5, "4.5 s")]
    [DataRow(200.0, "3 min 20 s")]
    [DataRow(7500.0, "2 h 5 min")]
    public void Times_are_written_for_people(double seconds, string expected) => Assert.AreEqual(expected, Figures.Duration(TimeSpan.FromSeconds(seconds)));

    private static string Page(Action<HtmlPage> write, string title, string style = "", string? script = null)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var page = new HtmlPage(text, title, style, script);
        write(page);
        page.End();
        return text.ToString();
    }

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();
}
