using System.Text.Json;

namespace Ign.MLNet.Cli.Tests;

/// <summary>What one command leaves among images, the next one does not take for images.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OwnFilesTests
{
    private const int Photographs = 3;

    [TestMethod]
    [TestCategory("Long")]
    public async Task Commands_leave_out_what_others_have_written_among_the_images()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("photos");
        for (int i = 0; i < Photographs; i++) File.WriteAllBytes(folder["photos", $"{i}.png"], TestFiles.Png(40, 50 - i, 3, i));
        await Train("photos", Path.Combine("photos", "run"));
        Assert.IsNotEmpty(Directory.GetFiles(folder["photos", "run"], "*.png"), "There is something to be left out.");
        await Train("photos", "second");

        string model = folder.WriteAnySizeModel();
        await Run($"{Photographs} images", "damage", "--in", folder["photos"], "--out", folder["bad"], "--damage", "jpeg");
        foreach (var (input, output) in ((string, string)[])[("photos", "restored"), ("restored", "again")])
        {
            string[] restore = ["restore", "--model", model, "--in", folder[input], "--out", folder[output]];
            await Run($"would restore {Photographs}", [.. restore, "--dry-run"]);
            await Run($"restored {Photographs}", restore);
        }
        await Train("restored", "third");
        using var figures = JsonDocument.Parse(await Run("", "evaluate", "--model", model, "--data", folder["again"], "--seeds", "1", "--json"));
        Assert.AreEqual(Photographs, figures.RootElement.GetProperty("images").GetInt32());

        Task<string> Train(string data, string run) => Run($"{Photographs} photographs",
            "train", "--data", folder[data], "--run", folder[run], "--patch", "32", "--width", "8", "--blocks", "1", "--images", "4", "--batch-size", "4",
            "--held-out", "1", "--threads", "1");
    }

    [TestMethod]
    public async Task A_run_is_not_kept_in_the_folder_of_its_own_images()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("photos");
        File.WriteAllBytes(folder["photos", "a.png"], TestFiles.Png(40, 40, 3));
        (await IgnProcess.RunInside("train", "--data", folder["photos"], "--run", folder["photos"] + "/", "--patch", "32"))
            .ExpectError(ExitCode.WrongUsage, "ign train", "--run: it is the folder of --data");
    }

    private static async Task<string> Run(string says, params string[] args)
    {
        var result = await IgnProcess.RunInside(args);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error), string.Join(' ', args));
        StringAssert.Contains(result.Output, says);
        return result.Output;
    }
}
