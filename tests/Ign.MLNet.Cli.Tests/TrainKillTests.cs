using System.Text.Json.Nodes;

namespace Ign.MLNet.Cli.Tests;

/// <summary>A training that is killed again and again at random moments ends with the bytes of an undisturbed one.</summary>
[TestClass]
[TestCategory("Long")]
[DoNotParallelize]
public sealed class TrainKillTests
{
    private const int Kills = 24;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Twenty_four_deaths_lose_nothing_and_change_no_byte()
    {
        // A machine that is through before it has died as often as it should needs a longer training.
        for (int images = 3000; !await SurvivesAllDeaths(images); images *= 3) TestContext.WriteLine($"{images} images are too few here");
    }

    /// <returns>False if the training ended before all deaths.</returns>
    private async Task<bool> SurvivesAllDeaths(int images)
    {
        using var folder = new TemporaryFolder();
        string data = folder.WriteIdx(96);
        int seed = Environment.TickCount;
        var random = new Random(seed);
        string[] Train(string run) =>
        [
            "train", "--data", data, "--run", folder[run], "--name", "killed", "--preset", "generate", "--width", "8", "--deep-width", "8",
            "--images", $"{images}",
            "--batch-size", "4", "--held-out", "16", "--threads", "1", "--checkpoint-every", "0", "--set", "restarts=1",
        ];
        var reference = await IgnProcess.Start(null, Train("reference")).Result();
        Assert.AreEqual(ExitCode.Done, reference.Code, reference.Error);
        Assert.DoesNotContain("NNPACK", reference.Error); // libtorch keeps quiet

        string stats = folder["run", "stats.jsonl"], checkpoint = folder["run", "checkpoint.safetensors"];
        int after = 0;
        for (int killed = 0; killed < Kills; killed++)
        {
            var before = Changed(checkpoint);
            using var process = IgnProcess.Start(null, Train("run"));
            // A few die while they start, the others after their next checkpoint, so that there is something to lose.
            if (killed % 6 == 5) await Task.Delay(random.Next(1500));
            else await process.UntilOrEnd(() => Changed(checkpoint) > before);
            await Task.Delay(random.Next(60));
            process.Kill();
            await process.WaitForExitAsync();
            if (process.ExitCode != 128 + 9)
            {
                Assert.AreEqual(ExitCode.Done, process.ExitCode, await process.StandardError.ReadToEndAsync());
                return false;
            }
            if (Changed(checkpoint) > before) after++;
        }
        var last = await IgnProcess.Start(null, Train("run")).Result();

        TestContext.WriteLine($"seed {seed}: {Kills} deaths, {after} of them after a new checkpoint");
        Assert.AreEqual(ExitCode.Done, last.Code, last.Error);
        Assert.IsGreaterThanOrEqualTo(Kills / 2, after);
        foreach (string file in new[] { "weights.safetensors", "checkpoint.safetensors" })
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", file]), File.ReadAllBytes(folder["run", file]), file);
        CollectionAssert.AreEqual(Lines(folder["reference", "stats.jsonl"]), Lines(stats));
        string[] Samples(string run) => [.. Directory.GetFiles(folder[run], "samples-*.png").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(Samples("reference"), Samples("run"));
        return true;
    }

    private static DateTime Changed(string path) => File.Exists(path) ? File.GetLastWriteTimeUtc(path) : DateTime.MinValue;

    /// <summary>The reports without what depends on the clock.</summary>
    private static string[] Lines(string path) => [.. File.ReadLines(path).Select(line =>
    {
        var json = JsonNode.Parse(line)!.AsObject();
        json.Remove("images_per_second");
        json.Remove("loading_share");
        return json.ToJsonString();
    })];
}
