using System.Text.Json;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Every file operation of a run fails once; whatever happens, what stands is right, and the next run makes the rest the same.</summary>
[TestClass]
public sealed class FaultTests
{
    private const int NoSpace = 28;

    [TestMethod]
    [DataRow(false, DisplayName = "one operation fails")]
    [DataRow(true, DisplayName = "the process dies there")]
    public async Task Whichever_operation_fails_nothing_is_lost_doubled_or_half_written(bool dies)
    {
        using var folder = Prepare();
        var model = TestModels.Seeded(1, 8, 8);
        await Jobs.Run(folder, model); // into "out"; the reference
        Directory.Move(folder["out"], folder["reference"]);
        int faults = 0;
        for (int n = 1; ; n++)
        {
            var files = new FaultyFiles(n, dies);
            var options = Jobs.Make(folder, model) with { OutputFolder = folder[$"out{n}"], Threads = 1 };
            var broken = await Try(options, files);
            if (!files.Failed) break;
            faults++;
            CompareWhatStands(folder, $"out{n}");

            var mended = await options.RunAsync();

            Assert.AreEqual(0, mended.Failed - BadImages, $"after operation {n}");
            Assert.AreEqual(mended.Summary.Found, mended.Done + mended.Skipped + mended.Failed);
            CollectionAssert.AreEqual(Jobs.FilesBelow(folder["reference"]), Jobs.FilesBelow(folder[$"out{n}"]), $"after operation {n}: {broken}");
            CompareWhatStands(folder, $"out{n}");
            var again = await options.RunAsync();
            Assert.AreEqual((0, BadImages, Images), (again.Done, again.Failed, again.Summary.UpToDate), $"after operation {n}");
        }
        Assert.IsGreaterThan(Images * 6, faults);
    }

    [TestMethod]
    [TestCategory("Long")]
    public async Task Replacing_results_of_other_options_survives_a_death_at_every_operation()
    {
        using var folder = Prepare();
        var old = TestModels.Negative(1, 8, 8);
        var model = TestModels.Seeded(1, 8, 8);
        await Jobs.Run(folder, model);
        Directory.Move(folder["out"], folder["reference"]);
        for (int n = 1; ; n++)
        {
            var options = Jobs.Make(folder, old) with { OutputFolder = folder[$"out{n}"], Threads = 1 };
            await options.RunAsync();
            var files = new FaultyFiles(n, dies: true);
            await Try(options with { Model = model }, files);
            if (!files.Failed) break;
            var mended = await (options with { Model = model }).RunAsync();
            Assert.AreEqual(BadImages, mended.Failed, $"after operation {n}");
            CollectionAssert.AreEqual(Jobs.FilesBelow(folder["reference"]), Jobs.FilesBelow(folder[$"out{n}"]), $"after operation {n}");
            CompareWhatStands(folder, $"out{n}");
        }
    }

    [TestMethod]
    [TestCategory("Long")]
    public async Task A_full_disk_ends_the_run_and_room_lets_it_go_on()
    {
        using var folder = Prepare();
        var model = TestModels.Seeded(1, 8, 8);
        await Jobs.Run(folder, model);
        Directory.Move(folder["out"], folder["reference"]);
        int stopped = 0;
        for (int n = 1; ; n++)
        {
            var files = new FaultyFiles(n, dies: true, NoSpace);
            var options = Jobs.Make(folder, model) with { OutputFolder = folder[$"out{n}"], Threads = 1, ReportFolder = folder[$"report{n}"] };
            var broken = await Try(options, files);
            if (!files.Failed) break;
            if (broken is RestorationStoppedException)
            {
                stopped++;
                using var summary = JsonDocument.Parse(File.ReadAllText(folder[$"report{n}", "summary.json"]));
                Assert.AreEqual(Images + BadImages, summary.RootElement.GetProperty("found").GetInt32());
            }
            await options.RunAsync();
            CollectionAssert.AreEqual(Jobs.FilesBelow(folder["reference"]), Jobs.FilesBelow(folder[$"out{n}"]), $"after operation {n}");
            CompareWhatStands(folder, $"out{n}");
        }
        Assert.IsGreaterThan(Images, stopped);
    }

    [TestMethod]
    public async Task A_run_that_stops_for_the_disk_s_sake_blames_no_image_for_it()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 24; i++)
            File.WriteAllBytes(folder["in", $"{i:D2}.jpg"], Pictures.Random(8, 8, 3, i).IccTransform("p3", inputProfile: "srgb").JpegsaveBuffer());
        var options = Jobs.Make(folder, TestModels.Seeded(3, 8, 8)) with
        {
            Threads = 4,
            Inference = new IgnProjectorOptions { BatchSize = 16, IntraOpThreads = 1 },
        };
        for (int n = 60; n < 120; n += 7)
        {
            var job = options with { OutputFolder = folder[$"out{n}"] };
            var broken = await Try(job, new FaultyFiles(n, dies: true, NoSpace));
            Assert.IsInstanceOfType<RestorationStoppedException>(broken);
            Assert.DoesNotContain("\"failed\"", File.ReadAllText(folder[$"out{n}", ".ign", "journal.jsonl"]), $"after operation {n}");
        }
    }

    private const int Images = 5, BadImages = 1;

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in", "sub");
        for (int i = 0; i < Images; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", i % 2 == 0 ? $"{i}.png" : $"sub/{i}.png"]);
        File.WriteAllText(folder["in", "bad.png"], "no picture");
        return folder;
    }

    private static async Task<Exception?> Try(RestorationOptions options, FileOperations files)
    {
        await using var job = await RestorationJob.OpenAsync(options, null, default, files);
        try
        {
            await job.RunAsync();
            return null;
        }
        catch (Exception e) when (e is RestorationStoppedException or RestorationRefusedException)
        {
            return e;
        }
    }

    private static void CompareWhatStands(TemporaryFolder folder, string output)
    {
        foreach (string name in Jobs.FilesBelow(folder[output]).Where(n => !OutputWriter.IsTemporary(n, "")))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder[output, name]), name);
    }
}
