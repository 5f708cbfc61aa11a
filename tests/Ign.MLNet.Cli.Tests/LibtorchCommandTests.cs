using Ign.MLNet.Training;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class LibtorchCommandTests
{
    [TestMethod]
    public async Task Libtorch_that_is_there_is_not_fetched_again()
    {
        if (!LibtorchPackage.IsThere) Assert.Inconclusive("NuGet has not unpacked libtorch here.");
        var result = await IgnProcess.RunInside("libtorch");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, $"libtorch {LibtorchPackage.Version} is there: {LibtorchPackage.Folder}");
    }

    [TestMethod]
    public async Task Without_a_NET_SDK_one_line_says_why_it_cannot_be_fetched()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = folder.Folder("packages"), ["DOTNET_HOST_PATH"] = folder["no-dotnet"] };
        using var process = IgnProcess.Start(environment, "libtorch");
        var result = await process.Result();
        result.ExpectError(ExitCode.Failed, "ign libtorch", "no-dotnet' cannot be started");
        StringAssert.Contains(result.Output, "MB to load");
    }
}
