using System.Text.RegularExpressions;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed partial class ReportPageTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&amp;\n\u202egnp.exe\ud800<img src=x onerror=alert(1)>";

    [TestMethod]
    public void A_hostile_name_stays_text_wherever_it_is_shown()
    {
        using var folder = new TemporaryFolder();
        RestorationItem[] items =
        [
            SampleReports.Done(Hostile, milliseconds: 1e6),
            new(Hostile, RestorationOutcome.Failed, Hostile),
            new(Hostile, RestorationOutcome.Skipped, Hostile),
        ];
        using var report = new JobReport(folder["report"], SampleReports.Head(folder) with
        {
            InputFolder = Hostile,
            OutputFolder = Hostile,
            ModelName = Hostile,
            ModelHash = Hostile,
            Options = new Dictionary<string, string> { [Hostile] = Hostile }
        });
        foreach (var item in items) report.Add(item);
        report.Finish(SampleReports.Summary(items) with { Execution = new IgnExecution(ExecutionProvider.Cpu, -1, 1, Hostile) });

        string page = File.ReadAllText(folder["report", "report.html"]);
        Assert.HasCount(1, Regex.Matches(page, "<script"), "the page's own one");
        Assert.IsEmpty(Regex.Matches(page, "<img"));
        Assert.DoesNotContain('\u202e', page);
    }

    [TestMethod]
    public void A_hostile_name_of_a_picture_is_shown_and_its_link_leads_to_the_file()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Windows has no such names.");
        using var folder = new TemporaryFolder();
        const string Name = "a \"b\" '<b>&%20#?\n\u202e:.png";
        SampleReports.Picture(folder, Name);
        string page = SampleReports.Write(folder, [SampleReports.Done(Name)]);

        StringAssert.Contains(page, @"<bdi>a &quot;b&quot; &#x27;&lt;b&gt;&amp;%20#?\u000a\u202e:.png</bdi>");
        string link = LinkPattern().Match(page).Groups[1].Value;
        Assert.AreEqual(folder["out", Name], Path.GetFullPath(Path.Join(folder["report"], Uri.UnescapeDataString(link))));
    }

    [TestMethod]
    public void Paths_that_lead_out_of_the_folders_and_files_that_cannot_be_read_are_left_out()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["good.png", "broken.png", "no-result.png", "other-size.png", "copied.png"]) SampleReports.Picture(folder, name);
        File.Copy(folder["in", "good.png"], folder["secret.png"]);
        File.WriteAllBytes(folder["in", "broken.png"], File.ReadAllBytes(folder["in", "broken.png"])[..^60]);
        File.Delete(folder["out", "no-result.png"]);
        Pictures.Smooth(41, 30, 3).Save(folder["out", "other-size.png"]);
        string page = SampleReports.Write(folder,
        [
            .. ((string[])["good.png", "broken.png", "no-result.png", "other-size.png", "../secret.png", folder["secret.png"]])
                .Select(p => SampleReports.Done(p)),
            SampleReports.Done("copied.png") with { Copied = true },
        ]);
        Assert.HasCount(1, PairPattern().Matches(page));
    }

    [TestMethod]
    public void The_largest_corrections_and_a_sample_of_the_others_are_shown_a_dozen_each()
    {
        using var folder = new TemporaryFolder();
        var items = Enumerable.Range(0, 60).Select(i => SampleReports.Done($"{i:00}.png", i)).ToList();
        foreach (var item in items) SampleReports.Picture(folder, item.Path, 8, 6);
        File.Delete(folder["in", "59.png"]); // the next one takes its place
        string page = SampleReports.Write(folder, items);
        var names = LinkPattern().Matches(page).Select(m => Path.GetFileName(m.Groups[1].Value)).ToList();
        CollectionAssert.AreEqual(Enumerable.Range(0, 12).Select(i => $"{58 - i}.png").ToList(), names.Take(12).ToList());
        Assert.HasCount(24, names.Distinct());

        items.Reverse();
        Assert.AreEqual(page, SampleReports.Write(folder, items), "files finish in any order");
    }

    [TestMethod]
    public void Only_the_first_thousand_failures_are_listed_and_the_rest_is_counted()
    {
        using var folder = new TemporaryFolder();
        var items = Enumerable.Range(0, 1234).Select(i => new RestorationItem($"{i}.png", RestorationOutcome.Failed, "is empty.")).ToList();
        string page = SampleReports.Write(folder, items);
        Assert.HasCount(1000, Regex.Matches(page, "<td>is empty.</td>"));
        StringAssert.Contains(page, "And 234 more, in report.jsonl.");
    }

    [TestMethod]
    public async Task A_browser_shows_every_pair_and_finds_nothing_to_complain_about()
    {
        using var folder = new TemporaryFolder();
        SampleReports.Picture(folder, "large ü.png", 900, 700);
        SampleReports.Picture(folder, "small.png", 28, 28);
        SampleReports.Picture(folder, "old.png");
        RestorationItem[] items =
        [
            SampleReports.Done("large ü.png", 3), SampleReports.Done("small.png", 1), SampleReports.Done("missing.png", 2),
            SampleReports.Done("old.png", 5) with { Outcome = RestorationOutcome.Skipped, Reason = "up to date" },
            new(Hostile, RestorationOutcome.Failed, Hostile),
            new("notes.txt", RestorationOutcome.Skipped, "not an image"),
        ];
        SampleReports.Write(folder, items, SampleReports.Summary(items, complete: false));

        var (document, complaints) = await Chromium.Open(folder, folder["report", "report.html"]);

        Assert.IsEmpty(complaints, string.Join('\n', complaints));
        Assert.HasCount(3, PairPattern().Matches(document));
        StringAssert.Contains(document, "data-rendered=\"3\"");
        foreach (var (kind, count) in (Dictionary<string, int>)new() { ["found"] = 6, ["done"] = 3, ["up-to-date"] = 1, ["skipped"] = 1, ["failed some"] = 1 })
            StringAssert.Contains(document, $"<div class=\"{kind}\"><dd>{count}</dd>");
        StringAssert.Contains(document, "Stopped early: 6 of 6 files finished.");
        Assert.DoesNotContain("onerror=\"", document, "a name became markup");
    }

    [TestMethod]
    public async Task A_browser_refuses_scripts_that_are_not_the_page_s_own()
    {
        using var folder = new TemporaryFolder();
        string page = SampleReports.Write(folder, [SampleReports.Done("a.png")]);
        File.WriteAllText(folder["report", "report.html"],
            page.Replace("</main>", "<script>document.title='taken'</script><img src=https://example.com/x.png></main>", StringComparison.Ordinal));
        var (document, complaints) = await Chromium.Open(folder, folder["report", "report.html"]);
        Assert.DoesNotContain("<title>taken", document);
        Assert.HasCount(2, complaints, string.Join('\n', complaints));
    }

    [GeneratedRegex("<a href=\"([^\"]*)\">")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("<figure class=\"pair")]
    private static partial Regex PairPattern();
}
