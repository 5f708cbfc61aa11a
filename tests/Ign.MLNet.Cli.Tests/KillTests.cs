namespace Ign.MLNet.Cli.Tests;

/// <summary>A restoration that is killed again and again at random moments ends with what an undisturbed one makes.</summary>
[TestClass]
[TestCategory("Long")]
public sealed class KillTests
{
    private const int Kills = 60, Images = 300, Bad = 5;

    /// <summary>Longest time between the first result of a run and its death, in milliseconds.</summary>
    private const int Latest = 120;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Sixty_deaths_lose_nothing_double_nothing_and_change_no_byte()
    {
        using var folder = Prepare();
        int seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.WriteLine($"seed {seed}");
        int images = await AddImages(folder, 0);
        string journal = folder["out", ".ign", "journal.jsonl"];
        int killed = 0, midway = 0;
        while (killed < Kills)
        {
            long before = Length(journal);
            using var process = IgnProcess.Start(null, [.. Command(folder), "--out", folder["out"]]);
            // Most die while they write, some while they start or look at what is there.
            if (killed % 6 == 5) await Task.Delay(random.Next(600));
            else await process.UntilOrEnd(() => Length(journal) > before);
            await Task.Delay(random.Next(Latest));
            process.Kill();
            await process.WaitForExitAsync();
            if (process.ExitCode != 128 + 9)
            {
                Assert.AreEqual(ExitCode.SomeFailed, process.ExitCode, await process.StandardError.ReadToEndAsync());
                // It was through: a machine as fast as this one needs more work for as many deaths.
                images = await AddImages(folder, images);
                continue;
            }
            killed++;
            if (Length(journal) > before) midway++;
            Compare(folder, complete: false);
        }
        var last = await IgnProcess.Start(null, [.. Command(folder), "--out", folder["out"]]).Result();

        TestContext.WriteLine($"{killed} deaths on {images} images, {midway} of them after new results; last: {last.Output}");
        Assert.AreEqual(ExitCode.SomeFailed, last.Code, last.Error);
        Assert.HasCount(Bad, last.ErrorLines, last.Error);
        Compare(folder, complete: true);
        string[] report = File.ReadAllLines(folder["out", "ign-report", "report.jsonl"]);
        Assert.HasCount(images + Bad, report);
        Assert.IsGreaterThanOrEqualTo(Kills / 2, midway);
    }

    private static string[] Command(TemporaryFolder folder) => ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--batch", "4"];

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static void Compare(TemporaryFolder folder, bool complete)
    {
        string[] expected = Results(folder["reference"]), found = Results(folder["out"]);
        string[] named = [.. found.Where(f => !Path.GetFileName(f).StartsWith('.'))];
        foreach (string name in named) CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["out", name]), name);
        if (complete) CollectionAssert.AreEqual(expected, found, "something is missing, or a temporary file is left");
    }

    private static string[] Results(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Where(f =>
            !f.StartsWith(".ign/", StringComparison.Ordinal) && !f.StartsWith("ign-report/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.WriteModel(3, 32, 32);
        for (int i = 0; i < 7; i++) folder.Folder("in", $"{i}");
        for (int i = 0; i < Bad; i++) File.WriteAllText(folder["in", $"{i}", "bad.png"], "no picture");
        return folder;
    }

    /// <summary>As many images again as there are, or the first ones, and what an undisturbed run makes of them.</summary>
    /// <returns>How many there are now.</returns>
    private static async Task<int> AddImages(TemporaryFolder folder, int images)
    {
        int more = Math.Max(images, Images);
        for (int i = images; i < images + more; i++) File.WriteAllBytes(folder["in", $"{i % 7}", $"{i:D5}.png"], TestFiles.Png(32, 32, 3, i));
        Assert.AreEqual(ExitCode.SomeFailed, (await IgnProcess.RunInside([.. Command(folder), "--out", folder["reference"]])).Code);
        return images + more;
    }
}
