namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class FolderTests
{
    [TestMethod]
    public async Task The_tree_is_mirrored_and_every_file_is_accounted_for()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "b", "deep");
        folder.Folder("in", ".hidden");
        foreach (string name in (string[])["z.png", "a.PNG", "b/x.png", "b/deep/x.png", "b/.x.png", ".hidden/x.png"])
            Pictures.Random(5, 4, 1).Save(folder["in", name.Replace("PNG", "png", StringComparison.Ordinal)]);
        File.Move(folder["in", "a.png"], folder["in", "a.PNG"]);
        File.WriteAllText(folder["in", "notes.txt"], "no image");

        var summary = await Jobs.Run(folder, TestModels.Identity(1, 4, 5));

        CollectionAssert.AreEqual((string[])["a.PNG", "b/deep/x.png", "b/x.png", "z.png"], Jobs.FilesBelow(folder["out"]));
        CollectionAssert.AreEqual(Jobs.FilesBelow(folder["in"]), summary.Items.Select(i => i.Path).ToArray());
        Assert.AreEqual((4, 3, 0), (summary.Done, summary.Skipped, summary.Failed));
        Assert.AreEqual(summary.Total, summary.Done + summary.Skipped + summary.Failed);
        Assert.AreEqual("not an image", summary.Items.Single(i => i.Path == "notes.txt").Reason);
        Assert.AreEqual("hidden", summary.Items.Single(i => i.Path == ".hidden/x.png").Reason);
    }

    [TestMethod]
    public async Task Outputs_that_exist_are_skipped_unless_they_are_to_be_overwritten()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.Folder("out");
        Pictures.Random(4, 4, 1).Save(folder["in", "a.png"]);
        Pictures.Random(4, 4, 1).Save(folder["in", "b.png"]);
        File.WriteAllText(folder["out", "a.png"], "precious");

        var first = await Jobs.Run(folder, TestModels.Identity(1, 4, 4));
        Assert.AreEqual((1, 1), (first.Done, first.Skipped));
        Assert.AreEqual("precious", File.ReadAllText(folder["out", "a.png"]));

        var second = await (Jobs.Make(folder, TestModels.Identity(1, 4, 4)) with { Overwrite = true }).RunAsync();
        Assert.AreEqual((1, 1), (second.Done, second.Summary.UpToDate));
        CollectionAssert.AreEqual(Pictures.Pixels(folder["in", "a.png"]), Pictures.Pixels(folder["out", "a.png"]));
    }

    [TestMethod]
    public async Task A_circle_of_links_is_cut_and_a_linked_folder_is_restored_once()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "z");
        folder.Folder("elsewhere");
        Pictures.Random(4, 4, 1).Save(folder["in", "z", "x.png"]);
        Pictures.Random(4, 4, 1).Save(folder["elsewhere", "y.png"]);
        Link(folder["in", "z", "circle"], folder["in"]);
        Link(folder["in", "a"], folder["in", "z"]);
        Link(folder["in", "linked"], folder["elsewhere"]);
        Link(folder["in", "linked-again"], folder["elsewhere"]);

        var summary = await Jobs.Run(folder, TestModels.Identity(1, 4, 4));

        CollectionAssert.AreEqual((string[])["linked/y.png", "z/x.png"], Jobs.FilesBelow(folder["out"]));
        Assert.AreEqual((2, 3, 0), (summary.Done, summary.Skipped, summary.Failed));
    }

    [TestMethod]
    public async Task A_link_in_the_input_that_leads_to_the_output_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.Folder("out");
        Pictures.Random(4, 4, 1).Save(folder["in", "a.png"]);
        Link(folder["in", "back"], folder["out"]);
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Jobs.Run(folder, TestModels.Identity(1, 4, 4)));
        Assert.IsEmpty(Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task A_link_in_the_output_does_not_lead_a_result_elsewhere()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "sub");
        folder.Folder("out");
        folder.Folder("elsewhere");
        Pictures.Random(4, 4, 1).Save(folder["in", "sub", "a.png"]);
        Link(folder["out", "sub"], folder["elsewhere"]);

        var summary = await Jobs.Run(folder, TestModels.Identity(1, 4, 4));

        Assert.AreEqual(1, summary.Failed);
        StringAssert.Contains(summary.Items[0].Reason, "outside of the output folder");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["elsewhere"]));
        Assert.IsEmpty(Jobs.FilesBelow(folder["elsewhere"]));
    }

    [TestMethod]
    public async Task Folders_of_the_output_that_are_one_by_a_link_do_not_mix_their_results()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "a", "deep");
        folder.Folder("in", "b", "deep");
        folder.Folder("out", "a");
        Pictures.Random(4, 4, 1, 1).Save(folder["in", "a", "deep", "x.png"]);
        Pictures.Random(4, 4, 1, 2).Save(folder["in", "b", "deep", "x.png"]);
        Link(folder["out", "b"], folder["out", "a"]);
        var result = await Jobs.Run(folder, TestModels.Identity(1, 4, 4));
        Assert.AreEqual((1, 1), (result.Done, result.Failed));
        StringAssert.Contains(result.Items[1].Reason, "through a link");
    }

    [TestMethod]
    public async Task A_linked_image_counts_with_the_bytes_of_what_it_leads_to()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.Folder("annex");
        Pictures.Random(64, 64, 1).Save(folder["annex", "x.png"]);
        File.CreateSymbolicLink(folder["in", "x.png"], folder["annex", "x.png"]);
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, TestModels.Identity(1, 64, 64)));
        Assert.AreEqual(new FileInfo(folder["annex", "x.png"]).Length, job.Bytes);
    }

    private static void Link(string link, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(link, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("This account may not make symbolic links.");
        }
    }
}
