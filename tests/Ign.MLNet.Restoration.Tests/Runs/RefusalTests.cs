namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class RefusalTests
{
    private static readonly IgnModel s_model = TestModels.Identity(1, 4, 4);

    [TestMethod]
    [DataRow("in", "in", "are the same folder")]
    [DataRow("in", "link", "are the same folder")]
    [DataRow("in", "in/out", "inside the input folder")]
    [DataRow("in", "link/out", "inside the input folder")]
    [DataRow("in/sub", "in", "inside the output folder")]
    [DataRow("missing", "out", "does not exist")]
    [DataRow("in/a.png", "out", "is a file")]
    [DataRow("in", "in/a.png", "is a file")]
    [DataRow("empty", "out", "holds no images")]
    public async Task Folders_that_do_not_allow_the_job_are_refused_before_anything_is_written(string input, string output, string message)
    {
        using var folder = Prepare();
        var before = Jobs.FilesBelow(folder.Path);
        var job = Jobs.Make(folder, s_model) with { InputFolder = folder[input], OutputFolder = folder[output], Overwrite = true };

        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => job.RunAsync());

        StringAssert.Contains(refused.Message, message);
        CollectionAssert.AreEqual(before, Jobs.FilesBelow(folder.Path));
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    [TestMethod]
    public async Task An_output_that_cannot_be_written_is_refused()
    {
        if (!Directory.Exists("/proc")) Assert.Inconclusive("Needs a folder that nobody can write.");
        using var folder = Prepare();
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() =>
            (Jobs.Make(folder, s_model) with { OutputFolder = "/proc/ign" }).RunAsync());
        StringAssert.Contains(refused.Message, "cannot be written");
    }

    [TestMethod]
    public async Task A_model_that_is_not_for_pictures_and_options_out_of_range_are_refused()
    {
        using var folder = Prepare();
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Jobs.Run(folder, TestModels.Identity(2, 4, 4)));
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Jobs.Make(folder, s_model) with { Applications = 0 }).RunAsync());
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Jobs.Make(folder, s_model) with { Threads = -1 }).RunAsync());
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in", "sub");
        folder.Folder("empty");
        Pictures.Random(4, 4, 1).Save(folder["in", "a.png"]);
        Pictures.Random(4, 4, 1).Save(folder["in", "sub", "b.png"]);
        try
        {
            Directory.CreateSymbolicLink(folder["link"], folder["in"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows())
        {
            folder.Dispose();
            Assert.Inconclusive("This account may not make symbolic links.");
        }
        return folder;
    }
}
