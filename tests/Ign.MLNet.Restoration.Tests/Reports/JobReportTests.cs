using System.Text.Json;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class JobReportTests
{
    private static readonly string[] s_names = ["report.html", "report.jsonl", "summary.json"];

    [TestMethod]
    public void All_three_files_appear_at_the_end_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        using (var report = new JobReport(folder["deep", "report"], SampleReports.Head(folder)))
        {
            report.Add(SampleReports.Done("a.png"));
            report.Add(SampleReports.Done("b.png"));
            Assert.IsFalse(Names(folder["deep", "report"]).Intersect(s_names).Any());
            report.Finish(SampleReports.Summary([SampleReports.Done("a.png"), SampleReports.Done("b.png")]));
            CollectionAssert.AreEqual(s_names, Names(folder["deep", "report"]));
        }
        CollectionAssert.AreEqual(s_names, Names(folder["deep", "report"]));
        var lines = File.ReadAllLines(folder["deep", "report", "report.jsonl"]);
        CollectionAssert.AreEqual((RestorationItem[])[SampleReports.Done("a.png"), SampleReports.Done("b.png")], lines.Select(ItemJson.Parse).ToArray());
    }

    [TestMethod]
    public void Without_the_end_nothing_is_left_and_an_older_report_stays()
    {
        using var folder = new TemporaryFolder();
        SampleReports.Write(folder, [SampleReports.Done("old.png")]);
        var before = s_names.Select(n => File.ReadAllText(folder["report", n])).ToArray();
        using (var report = new JobReport(folder["report"], SampleReports.Head(folder))) report.Add(SampleReports.Done("new.png"));
        CollectionAssert.AreEqual(s_names, Names(folder["report"]));
        CollectionAssert.AreEqual(before, s_names.Select(n => File.ReadAllText(folder["report", n])).ToArray());
    }

    [TestMethod]
    public void A_report_that_cannot_be_finished_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("report", "summary.json"); // in the way of the last file
        var report = new JobReport(folder["report"], SampleReports.Head(folder));
        report.Add(SampleReports.Done("a.png"));
        Assert.Throws<Exception>(() => report.Finish(SampleReports.Summary([])));
        report.Dispose();
        report.Dispose();
        Assert.IsFalse(Directory.EnumerateFiles(folder["report"], "*.writing").Any());
    }

    [TestMethod]
    public void Leftovers_of_a_killed_run_go_and_what_is_open_or_of_others_stays()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("report");
        foreach (string name in (string[])[".report.jsonl.0123abcd.writing", ".summary.json.ff.writing", ".report.html.0.writing",
            ".other.jsonl.0123abcd.writing", ".report.jsonl.mine.writing"])
            File.WriteAllText(folder["report", name], "half");
        using var other = new JobReport(folder["report"], SampleReports.Head(folder));
        using var report = new JobReport(folder["report"], SampleReports.Head(folder));
        string[] left = Names(folder["report"]);
        Assert.HasCount(4, left);
        CollectionAssert.IsSubsetOf((string[])[".other.jsonl.0123abcd.writing", ".report.jsonl.mine.writing"], left);
        other.Finish(SampleReports.Summary([]));
    }

    [TestMethod]
    public void The_summary_says_how_the_run_went()
    {
        using var folder = new TemporaryFolder();
        RestorationItem[] items =
        [
            .. Enumerable.Range(1, 100).Select(i => SampleReports.Done($"{i}.png", i)),
            SampleReports.Done("copy.png", 1e6) with { Copied = true, Reason = "displacement above 500" },
            SampleReports.Done("old.png", 200) with { Outcome = RestorationOutcome.Skipped, Reason = "up to date" },
            new("notes.txt", RestorationOutcome.Skipped, "not an image"),
            new("bad.png", RestorationOutcome.Failed, "is empty."),
        ];
        SampleReports.Write(folder, items, SampleReports.Summary(items, complete: false));

        using var json = JsonDocument.Parse(File.ReadAllText(folder["report", "summary.json"]));
        var root = json.RootElement;
        Assert.IsFalse(root.GetProperty("complete").GetBoolean());
        foreach (var (name, expected) in (Dictionary<string, int>)new()
        {
            ["found"] = 104,
            ["done"] = 101,
            ["copied"] = 1,
            ["skipped"] = 2,
            ["up_to_date"] = 1,
            ["failed"] = 1,
            ["input_bytes"] = 123_456_789,
            ["threads"] = 2,
            ["device"] = -1
        })
            Assert.AreEqual(expected, root.GetProperty(name).GetInt64(), name);
        foreach (var (name, expected) in (Dictionary<string, string>)new()
        {
            ["model"] = "test",
            ["model_hash"] = "0123abcd",
            ["model_shape"] = "3x64x64",
            ["provider"] = "cpu",
        })
            Assert.AreEqual(expected, root.GetProperty(name).GetString(), name);
        Assert.AreEqual("tile", root.GetProperty("options").GetProperty("fit").GetString());
        Assert.AreEqual(0.505, root.GetProperty("images_per_second").GetDouble());
        Assert.AreEqual(1, root.GetProperty("skipped_by_reason").GetProperty("not an image").GetInt32());
        Assert.MatchesRegex(@"^\d+\.\d+\.\d+$", root.GetProperty("version").GetString()!);

        var displacement = root.GetProperty("displacement");
        Assert.AreEqual(101, displacement.GetProperty("count").GetInt64(), "copies do not count, results of an earlier run do");
        Assert.AreEqual(1, displacement.GetProperty("minimum").GetDouble());
        Assert.AreEqual(51, displacement.GetProperty("p50").GetDouble(), 0.3);
        Assert.AreEqual(91, displacement.GetProperty("p90").GetDouble(), 0.5);
        Assert.AreEqual(200, displacement.GetProperty("maximum").GetDouble());
    }

    [TestMethod]
    public void A_hundred_thousand_files_take_no_memory()
    {
        using var folder = new TemporaryFolder();
        using var report = new JobReport(folder["report"], SampleReports.Head(folder));
        AddMany(report, 0, 2_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        AddMany(report, 2_000, 100_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.IsLessThan(300_000, grown, "a list of the paths alone would take millions of bytes");
        report.Finish(SampleReports.Summary([]) with { Found = 100_000, Done = 60_000, Skipped = 20_000, Failed = 20_000 });
        Assert.AreEqual(100_000, File.ReadLines(folder["report", "report.jsonl"]).Count());
        Assert.IsLessThan(200_000, new FileInfo(folder["report", "report.html"]).Length);
    }

    private static void AddMany(JobReport report, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            string path = $"folder {i % 100}/image {i}.png";
            report.Add((i % 5) switch
            {
                0 => new RestorationItem(path, RestorationOutcome.Failed, $"cannot be decoded: byte {i}"),
                1 => new RestorationItem(path, RestorationOutcome.Skipped, $"reason {i}"),
                _ => SampleReports.Done(path, i % 977, i % 877),
            });
        }
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}
