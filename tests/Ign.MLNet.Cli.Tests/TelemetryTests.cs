namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class TelemetryTests
{
    [TestMethod]
    [DataRow(null, false)]
    [DataRow("0", true)]
    public async Task ONNX_Runtime_writes_down_what_it_did_only_for_those_who_ask_for_it(string? disable, bool written)
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Elsewhere the events are kept in another place.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["in"]);
        File.WriteAllBytes(folder["in", "a.png"], TestFiles.Png(16, 16, 1));
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Folder("cache") };
        if (disable is not null) environment["ORT_DISABLE_TELEMETRY"] = disable;
        using var process = IgnProcess.Start(environment, "restore", "--model", folder.WriteModel(), "--in", folder["in"], "--out", folder["out"],
            "--fit", "tile");
        var result = await process.Result();
        Assert.AreEqual(ExitCode.Done, result.Code, result.Error);
        Assert.AreEqual(written, Directory.EnumerateFileSystemEntries(folder["cache"]).Any());
    }
}
