using System.Diagnostics;
using System.Text.Json;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class RestoreCommandTests
{
    [TestMethod]
    public async Task A_folder_is_restored_and_counted()
    {
        using var folder = Prepare(12);
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"],
            "--applications", "2");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "restored 12, skipped 0, failed 0 of 12 files");
        Assert.HasCount(12, Directory.GetFiles(folder["out"]));
        var again = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--applications", "2");
        Assert.AreEqual(ExitCode.Done, again.Code);
        StringAssert.Contains(again.Output, "restored 0, skipped 12 (12 up to date), failed 0 of 12 files");
        var other = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"]);
        StringAssert.Contains(other.Output, "restored 12, skipped 0, failed 0 of 12 files");
    }

    [TestMethod]
    public async Task Files_that_fail_are_listed_and_the_exit_code_is_3()
    {
        using var folder = Prepare(2);
        File.WriteAllText(folder["in", "text.png"], "no picture");
        File.WriteAllBytes(folder["in", "wide.png"], TestFiles.Png(9, 8, 1));
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"],
            "--report", folder["report"]);
        Assert.AreEqual(ExitCode.SomeFailed, result.Code);
        Assert.HasCount(2, result.ErrorLines, result.Error);
        StringAssert.Contains(result.Error, "ign restore: 'text.png' is not an image");
        StringAssert.Contains(result.Error, "ign restore: 'wide.png' has 9x8 pixels, but the model takes 8x8");
        StringAssert.Contains(result.Output, "restored 2, skipped 0, failed 2 of 4 files");
        Assert.HasCount(4, File.ReadAllLines(folder["report", "report.jsonl"]));

        var resized = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--fit", "resize");
        StringAssert.Contains(resized.Output, "restored 3, skipped 0, failed 1 of 4 files");
    }

    [TestMethod]
    public async Task A_file_name_cannot_write_to_the_terminal()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Windows does not allow such names.");
        using var folder = Prepare(1);
        File.WriteAllText(folder["in", "a\u001b[2J\nign: all is well.png"], "no picture");
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"]);
        Assert.HasCount(1, result.ErrorLines, result.Error);
        Assert.DoesNotContain("\u001b", result.Error);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    [DataRow("INT", ExitCode.Interrupted, "interrupted")]
    [DataRow("TERM", ExitCode.StoppedEarly, "stopped early")]
    [DataRow("HUP", ExitCode.StoppedEarly, "stopped early")]
    public Task A_signal_stops_between_two_files_and_the_same_command_goes_on(string signal, int code, string words) => IgnProcess.InTheMiddle(async images =>
    {
        if (signal == "HUP" && IgnProcess.HangupIsIgnored)
            Assert.Inconclusive("These tests were started to survive a hangup (nohup), and so are the processes that they start.");
        using var folder = PrepareLarge(images);
        string[] command = Large(folder);
        using var process = IgnProcess.Start(null, command);
        await process.Until(() => Outputs(folder).Any());
        await process.Signal(signal);
        var result = await process.Result();
        int done = Outputs(folder).Count();
        if (result.Code == ExitCode.Done && done == images) return false;

        result.ExpectError(code, "ign restore", words);
        Assert.IsTrue(done > 0 && done < images, $"{done} files");
        StringAssert.Contains(result.Output, $"of {images} files");
        Assert.IsEmpty(Directory.GetFiles(folder["out"], ".*"));
        var rest = await IgnProcess.RunInside(command);
        StringAssert.Contains(rest.Output, $"restored {images - done}, skipped {done} ({done} up to date), failed 0");
        return true;
    }, Many);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public Task Killed_at_once_it_leaves_no_partial_file_under_a_final_name() => IgnProcess.InTheMiddle(async images =>
    {
        using var folder = PrepareLarge(images);
        string[] command = Large(folder);
        using var process = IgnProcess.Start(null, command);
        await process.Until(() => Outputs(folder).Count() >= 3);
        process.Kill();
        await process.WaitForExitAsync();
        int done = Outputs(folder).Count();
        if (done == images) return false;

        Assert.IsGreaterThanOrEqualTo(3, done);
        await IgnProcess.RunInside(Large(folder, "reference"));
        Compare();
        var rest = await IgnProcess.RunInside(command);
        StringAssert.Contains(rest.Output, $"restored {images - done}, skipped {done} ({done} up to date), failed 0");
        Assert.AreEqual(images, Outputs(folder).Count());
        Compare();
        return true;

        void Compare()
        {
            foreach (string file in Outputs(folder))
                CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", Path.GetFileName(file)]), File.ReadAllBytes(file), file);
        }
    }, Many);

    [TestMethod]
    public async Task A_dry_run_lists_every_file_and_writes_nothing()
    {
        using var folder = Prepare(3);
        File.WriteAllText(folder["in", "notes.txt"], "");
        File.WriteAllText(folder["in", "bad.png"], "no picture");
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--format", "webp",
            "--dry-run");
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        StringAssert.Contains(result.Output, "restore  000.png -> 000.webp");
        StringAssert.Contains(result.Output, "skip     notes.txt  not an image");
        StringAssert.Contains(result.Output, "would restore 4, skip 1, fail 0 of 5 files");
        StringAssert.Contains(result.Output, "Nothing was written.");
        StringAssert.Contains(result.Error, "'bad.png' is not an image");
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public async Task Photographs_are_not_shrunk_to_a_small_model_unless_asked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("photos");
        var spec = TestFiles.Spec(3, 8, 8);
        File.WriteAllBytes(folder["model.onnx"],
            Networks.OnnxModelWriter.Write(spec, TestFiles.Weights(spec), TestFiles.Card(spec) with { Fit = Networks.FitMode.Resize }));
        File.WriteAllBytes(folder["photos", "a.png"], TestFiles.Png(40, 30, 3));
        string[] command = ["restore", "--model", folder["model.onnx"], "--in", folder["photos"], "--out", folder["out"]];
        foreach (string[] refused in (string[][])[command, [.. command, "--dry-run"], [.. command, "--json"]])
        {
            var result = await IgnProcess.RunInside(refused);
            result.ExpectError(ExitCode.WrongUsage, "ign restore", "takes images of 8x8 pixels, and 'a.png' has 40x30");
            Assert.IsFalse(Directory.Exists(folder["out"]));
        }
        (await IgnProcess.RunInside("plan", "--model", folder["model.onnx"], "--in", folder["photos"], "--out", folder["out"], "--plan", folder["plan"],
            "--shards", "1")).ExpectError(ExitCode.WrongUsage, "ign plan", "--fit resize");
        var rehearsal = await IgnProcess.RunInside([.. command, "--fit", "resize", "--dry-run"]);
        StringAssert.Contains(rehearsal.Output, "restore  a.png");
        Assert.HasCount(3, rehearsal.Output.Split("40×30 → 8×8"), "the file and the largest of all");
        Assert.AreEqual(ExitCode.Done, (await IgnProcess.RunInside([.. command, "--fit", "resize"])).Code);
    }

    [TestMethod]
    public async Task Events_are_lines_of_json_with_every_file_in_them()
    {
        using var folder = Prepare(3);
        File.WriteAllText(folder["in", "bad.png"], "no picture");
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--json");
        Assert.AreEqual((ExitCode.SomeFailed, ""), (result.Code, result.Error));
        var events = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.AreEqual("start", events[0].GetProperty("event").GetString());
        Assert.AreEqual(4, events[0].GetProperty("images").GetInt32());
        var items = events.Where(e => e.GetProperty("event").GetString() == "item").Select(e => e.GetProperty("item")).ToArray();
        CollectionAssert.AreEquivalent((string[])["000.png", "001.png", "002.png", "bad.png"], items.Select(i => i.GetProperty("path").GetString()).ToArray());
        var end = events[^1];
        Assert.AreEqual("end 3 1", $"{end.GetProperty("event")} {end.GetProperty("done")} {end.GetProperty("failed")}");
        Assert.IsTrue(events.Any(e => e.GetProperty("event").GetString() == "progress"));
    }

    [TestMethod]
    public async Task What_was_left_alone_or_lost_its_input_is_a_line_also_without_a_report()
    {
        using var folder = Prepare(3);
        string[] command = ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--no-report"];
        await IgnProcess.RunInside(command);
        File.Delete(folder["in", "000.png"]);
        File.WriteAllText(folder["out", "001.png"], "retouched by hand");
        var result = await IgnProcess.RunInside(command);
        Assert.AreEqual(ExitCode.Done, result.Code);
        Assert.HasCount(2, result.ErrorLines, result.Error);
        StringAssert.Contains(result.Error, "ign restore: 1 image left alone, for example '001.png': the output was changed since it was made");
        StringAssert.Contains(result.Error, "ign restore: 1 result without an input");
        Assert.IsTrue(File.Exists(folder["out", "000.png"]));
    }

    [TestMethod]
    [DataRow(0.02, 250_000, "0.25 megapixels/s")]
    [DataRow(71.4, 56_000, "71.4 images/s")]
    [DataRow(1.0, 12e6, "1.0 images/s")]
    [DataRow(0.5, 392, "0.5 images/s")]
    [DataRow(0.004, 1_000, "0.004 images/s")]
    public void A_speed_is_never_nought(double images, double pixels, string words) => Assert.AreEqual(words, Speed.Of(images, pixels));

    [TestMethod]
    public async Task The_help_fits_a_screen()
    {
        var result = await IgnProcess.RunInside("restore", "--help");
        string[] lines = result.Output.TrimEnd().Split('\n');
        Assert.IsLessThanOrEqualTo(47, lines.Length);
        Assert.IsLessThanOrEqualTo(100, lines.Max(l => l.TrimEnd().Length), lines.MaxBy(l => l.Length));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public Task A_second_run_on_the_same_output_is_told_to_come_back() => IgnProcess.InTheMiddle(async images =>
    {
        using var folder = PrepareLarge(images);
        string[] command = Large(folder);
        using var process = IgnProcess.Start(null, command);
        await process.Until(() => Outputs(folder).Any());
        await process.Signal("STOP");
        bool midway = Outputs(folder).Count() < images;
        if (midway)
            (await IgnProcess.RunInside(command)).ExpectError(ExitCode.StoppedEarly, "ign restore", $"process {process.Id} on {Environment.MachineName}");
        await process.Signal("CONT");
        Assert.AreEqual(ExitCode.Done, (await process.Result()).Code);
        return midway;
    }, Many);

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Files_and_folders_without_rights_fail_alone()
    {
        Require.That(Environment.UserName == "root", "Takes root, which becomes somebody with fewer rights.");
        using var folder = Prepare(3);
        folder.Folder("in", "closed");
        File.WriteAllBytes(folder["in", "closed", "a.png"], TestFiles.Png(8, 8, 1));
        Run("chown", "-R", "nobody", folder.Path);
        Run("chown", "root", folder["in", "001.png"], folder["in", "closed"]);
        Run("chmod", "600", folder["in", "001.png"]);
        Run("chmod", "700", folder["in", "closed"]);
        using var process = Process.Start(new ProcessStartInfo("setpriv",
            ["--reuid=nobody", "--regid=nogroup", "--clear-groups", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                Path.Combine(AppContext.BaseDirectory, "ign.dll"), "restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = folder.Path },
        })!;
        var result = await process.Result();
        if (result.Error.Contains("ign.dll", StringComparison.Ordinal)) Assert.Inconclusive("The program itself is out of reach for others.");
        Assert.AreEqual(ExitCode.SomeFailed, result.Code, result.Error);
        StringAssert.Contains(result.Output, "restored 2, skipped 0, failed 2 of 4 files");
        StringAssert.Contains(result.Error, "'closed' is a folder that cannot be read");
        StringAssert.Contains(result.Error, "'001.png' failed: Access to the path");
    }

    private static void Run(string program, params string[] args)
    {
        using var process = Process.Start(program, args);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, program);
    }

    private const int Many = 100;

    private static IEnumerable<string> Outputs(TemporaryFolder folder) =>
        Directory.Exists(folder["out"]) ? Directory.EnumerateFiles(folder["out"]).Where(f => !Path.GetFileName(f).StartsWith('.')) : [];

    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel();
        for (int i = 0; i < images; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], TestFiles.Png(8, 8, 1, i));
        return folder;
    }

    /// <summary>Restores the folder of <see cref="PrepareLarge"/>, few images at a time.</summary>
    private static string[] Large(TemporaryFolder folder, string output = "out") =>
        ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder[output], "--threads", "2", "--batch", "4"];

    private static TemporaryFolder PrepareLarge(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel(3, 256, 256);
        var png = TestFiles.Png(256, 256, 3);
        for (int i = 0; i < images; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], png);
        return folder;
    }
}
