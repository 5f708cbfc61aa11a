using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Heads, items and summaries as a job would make them.</summary>
internal static class SampleReports
{
    internal static ReportHead Head(TemporaryFolder folder) => new(
        folder["in"], folder["out"], "test", "0123abcd", new TensorShape(3, 64, 64),
        new Dictionary<string, string> { ["fit"] = "tile", ["applications"] = "1" });

    internal static RestorationItem Done(string path, double displacement = 1, double milliseconds = 10) => new(path, RestorationOutcome.Done)
    {
        Output = path,
        Width = 40,
        Height = 30,
        Tiles = 1,
        InputBytes = 1000,
        OutputBytes = 1100,
        Quality = new RestorationQuality(displacement, displacement / 100),
        Times = new RestorationTimes(milliseconds, 2 * milliseconds, milliseconds),
    };

    internal static RestorationSummary Summary(IReadOnlyCollection<RestorationItem> items, bool complete = true)
    {
        var failures = items.Where(i => i.Outcome == RestorationOutcome.Failed).ToList();
        return new(new RestorationCounts
        {
            Found = items.Count,
            Done = items.Count(i => i.Outcome == RestorationOutcome.Done),
            Copied = items.Count(i => i.Copied),
            Skipped = items.Count(i => i.Outcome == RestorationOutcome.Skipped),
            UpToDate = items.Count(i => i.Reason == "up to date"),
            Failed = failures.Count,
            InputBytes = 123_456_789,
            OutputBytes = 150_000_000,
        })
        {
            Complete = complete,
            Failures = [.. failures.Take(RestorationSummary.MaxFailures)],
            Execution = new IgnExecution(ExecutionProvider.Cpu, -1, 2),
            Elapsed = TimeSpan.FromSeconds(200),
        };
    }

    /// <summary>A finished report in the subfolder <c>report</c>, and the text of its page.</summary>
    internal static string Write(TemporaryFolder folder, IReadOnlyCollection<RestorationItem> items, RestorationSummary? summary = null)
    {
        using var report = new JobReport(folder["report"], Head(folder));
        foreach (var item in items) report.Add(item);
        report.Finish(summary ?? Summary(items));
        return File.ReadAllText(folder["report", "report.html"]);
    }

    /// <summary>Makes an input and a result under one name.</summary>
    internal static void Picture(TemporaryFolder folder, string name, int width = 40, int height = 30)
    {
        foreach (string side in (string[])["in", "out"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[side, name])!);
            File.WriteAllBytes(folder[side, name], Pictures.Smooth(width, height, 3).WriteToBuffer(".png"));
        }
    }
}
