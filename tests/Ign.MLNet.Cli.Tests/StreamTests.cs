using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

/// <summary>
/// Standard streams that are full, closed or gone, and few files that may be open: one line where one can be written, an exit code, whole results.
/// </summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class StreamTests
{
    private const int Images = 12;

    [TestMethod]
    [DataRow(">/dev/full", ExitCode.Failed, "the standard output could not be written (No space left on device")]
    [DataRow(">&-", ExitCode.Failed, "the standard output could not be written (it is closed)")]
    [DataRow("2>/dev/full", ExitCode.Done, "")]
    [DataRow("2>&-", ExitCode.Done, "")]
    [DataRow(">&- 2>&-", ExitCode.Failed, "")]
    [DataRow("<&- >&- 2>&-", ExitCode.Failed, "")]
    [DataRow(">/dev/full 2>/dev/full", ExitCode.Failed, "")]
    public async Task A_restoration_goes_on_to_its_end_and_says_what_was_lost(string streams, int code, string words)
    {
        using var folder = Prepare();
        var result = await Shell(streams, Restore(folder));
        Assert.AreEqual(code, result.Code, result.Error);
        if (words.Length == 0) Assert.AreEqual("", result.Error);
        else result.ExpectError(code, "ign restore", words);
        Assert.HasCount(Images, Directory.GetFiles(folder["out"], "*.png"));
        var again = await IgnProcess.RunInside(Restore(folder));
        StringAssert.Contains(again.Output, $"{Images} up to date");
    }

    [TestMethod]
    [DataRow("inspect")]
    [DataRow("doctor")]
    [DataRow("train --help")]
    public async Task Results_that_nobody_gets_are_a_failure_of_every_command(string command)
    {
        using var folder = Prepare();
        string[] args = command == "inspect" ? ["inspect", folder["model.onnx"]] : command.Split(' ');
        (await Shell(">/dev/full", args)).ExpectError(ExitCode.Failed, $"ign {args[0]}", "the standard output could not be written");
    }

    [TestMethod]
    [DataRow("2>/dev/full")]
    [DataRow("2>&-")]
    [DataRow("<&- >&- 2>&-")]
    public async Task An_error_that_nobody_reads_keeps_its_exit_code(string streams)
    {
        var result = await Shell(streams, "restore", "--modell", "x");
        Assert.AreEqual((ExitCode.WrongUsage, ""), (result.Code, result.Error));
    }

    [TestMethod]
    public async Task A_reader_that_has_had_enough_is_no_error()
    {
        using var folder = Prepare();
        var result = await Shell("| head -1; exit ${PIPESTATUS[0]}", [.. Restore(folder), "--json"]);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.HasCount(1, result.Output.TrimEnd().Split('\n'));
        Assert.HasCount(Images, Directory.GetFiles(folder["out"], "*.png"));
    }

    [TestMethod]
    [DataRow(30)]
    [DataRow(50)]
    [DataRow(80)]
    [DataRow(199)]
    [DataRow(200)]
    public async Task Few_files_that_may_be_open_end_with_a_line_and_no_half_results(int files)
    {
        using var folder = Prepare();
        var result = await Shell("", Restore(folder), $"ulimit -n {files}; ");
        if (files < 200) result.ExpectError(ExitCode.Failed, "ign", $"this process may open {files} files at most");
        else Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        var whole = await IgnProcess.RunInside(Restore(folder));
        Assert.AreEqual(ExitCode.Done, whole.Code, whole.Error);
        Assert.HasCount(Images, Directory.GetFiles(folder["out"], "*.png"));
    }

    private static string[] Restore(TemporaryFolder folder) =>
        ["restore", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--no-report"];

    /// <summary>Runs <c>ign</c> as a shell would with these redirections.</summary>
    private static async Task<IgnResult> Shell(string streams, string[] args, string before = "")
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo("bash", ["-c", $"{before}\"$0\" \"$@\" {streams}", dotnet, Path.Combine(AppContext.BaseDirectory, "ign.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        return await process.Result();
    }

    private static Task<IgnResult> Shell(string streams, params string[] args) => Shell(streams, args, "");

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel();
        for (int i = 0; i < Images; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], TestFiles.Png(8, 8, 1, i));
        return folder;
    }
}
