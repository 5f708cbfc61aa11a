namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class RestoreCommandTests
{
    [TestMethod]
    public async Task A_folder_is_restored_and_counted()
    {
        using var folder = Prepare(12);
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--applications", "2");
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
        var result = await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--report", folder["report"]);
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
    public async Task A_signal_stops_between_two_files_and_the_same_command_goes_on(string signal, int code, string words)
    {
        using var folder = PrepareLarge();
        string[] command = ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"]];
        using var process = IgnProcess.Start(null, command);
        await process.Until(() => Outputs(folder).Any());
        await process.Signal(signal);
        var result = await process.Result();

        result.ExpectError(code, "ign restore", words);
        int done = Outputs(folder).Count();
        Assert.IsTrue(done is > 0 and < Large, $"{done} files");
        StringAssert.Contains(result.Output, $"of {Large} files");
        Assert.IsEmpty(Directory.GetFiles(folder["out"], ".*"));
        var rest = await IgnProcess.RunInside(command);
        StringAssert.Contains(rest.Output, $"restored {Large - done}, skipped {done} ({done} up to date), failed 0");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Killed_at_once_it_leaves_no_partial_file_under_a_final_name()
    {
        using var folder = PrepareLarge();
        await IgnProcess.RunInside("restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["reference"]);
        string[] command = ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"]];
        using var process = IgnProcess.Start(null, command);
        await process.Until(() => Outputs(folder).Count() >= 3);
        await process.Signal("KILL");
        await process.WaitForExitAsync();

        int done = Outputs(folder).Count();
        Assert.IsTrue(done is > 0 and < Large, $"{done} files");
        Compare();
        var rest = await IgnProcess.RunInside(command);
        StringAssert.Contains(rest.Output, $"restored {Large - done}, skipped {done} ({done} up to date), failed 0");
        Assert.AreEqual(Large, Outputs(folder).Count());
        Compare();

        void Compare()
        {
            foreach (string file in Outputs(folder)) CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", Path.GetFileName(file)]), File.ReadAllBytes(file), file);
        }
    }

    private const int Large = 100;

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

    /// <summary>Enough work for a signal to arrive in the middle.</summary>
    private static TemporaryFolder PrepareLarge()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel(3, 256, 256);
        var png = TestFiles.Png(256, 256, 3);
        for (int i = 0; i < Large; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], png);
        return folder;
    }
}
