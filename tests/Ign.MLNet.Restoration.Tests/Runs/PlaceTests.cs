namespace Ign.MLNet.Restoration.Tests;

/// <summary>Folders that go away in mid-run: moved by somebody, or with the disk that they are on.</summary>
[TestClass]
public sealed class PlaceTests
{
    private const int Images = 60;

    [TestMethod]
    [DataRow(true, DisplayName = "and an empty one takes its place")]
    [DataRow(false, DisplayName = "and nothing takes its place")]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task An_output_folder_that_is_moved_stops_the_run_and_gets_no_further_file(bool replaced)
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 2, ReportFolder = folder["out", "report"] };

        var (stopped, items) = await Break(options, () =>
        {
            Directory.Move(folder["out"], folder["moved"]);
            if (replaced) Directory.CreateDirectory(folder["out"]);
        });

        StringAssert.Contains(stopped.Message, $"The output folder '{folder["out"]}' is no longer the one");
        Assert.AreEqual(0, items.Count(i => i.Outcome == RestorationOutcome.Failed), "an input was blamed");
        Assert.AreEqual(replaced, Directory.Exists(folder["out"]));
        if (replaced) Assert.IsEmpty(Directory.GetFileSystemEntries(folder["out"]));
        Assert.IsFalse(File.ReadAllText(folder["moved", ".ign", "journal.jsonl"]).Contains("failed", StringComparison.Ordinal));
        if (replaced) Directory.Delete(folder["out"]);
        Directory.Move(folder["moved"], folder["out"]);
        await Complete(options);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task An_input_folder_that_is_moved_stops_the_run_instead_of_failing_every_image()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 2 };

        var (stopped, items) = await Break(options, () =>
        {
            Directory.Move(folder["in"], folder["moved"]);
            Directory.CreateDirectory(folder["in"]);
        });

        StringAssert.Contains(stopped.Message, $"The input folder '{folder["in"]}' is no longer the one");
        Assert.AreEqual(0, items.Count(i => i.Outcome == RestorationOutcome.Failed));
        Directory.Delete(folder["in"]);
        Directory.Move(folder["moved"], folder["in"]);
        await Complete(options);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_journal_that_is_removed_stops_the_run_before_a_result_that_nobody_would_know()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 1 };

        int before = 0;
        var (stopped, _) = await Break(options, () =>
        {
            before = Jobs.FilesBelow(folder["out"]).Length;
            Directory.Delete(folder["out", ".ign"], recursive: true);
        });

        StringAssert.Contains(stopped.Message, "The journal");
        StringAssert.Contains(stopped.Message, "is no longer the one");
        Assert.IsLessThanOrEqualTo(before + 1, Jobs.FilesBelow(folder["out"]).Length);
    }

    [TestMethod]
    public async Task One_input_that_is_gone_fails_alone_and_is_tried_again()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8));
        await using var job = await RestorationJob.OpenAsync(options);
        File.Move(folder["in", "07.png"], folder["07.png"]);
        var summary = await job.RunAsync();
        Assert.AreEqual((Images - 1, 1), (summary.Done, summary.Failed));
        Assert.IsTrue(summary.Failures[0].Retryable);
        StringAssert.Contains(summary.Failures[0].Reason, "cannot be found");
        File.Move(folder["07.png"], folder["in", "07.png"]);
        await Complete(options);
    }

    [TestMethod]
    public async Task A_result_that_cannot_be_written_alone_blames_its_result_and_not_the_input()
    {
        using var folder = Prepare();
        folder.Folder("out", "07.png"); // a folder of that name is in the way
        var result = await Jobs.Make(folder, TestModels.Seeded(1, 8, 8)).RunAsync();
        Assert.AreEqual((Images - 1, 1), (result.Done, result.Failed));
        var failure = result.Summary.Failures[0];
        StringAssert.Contains(failure.Reason, "its result cannot be written");
        Assert.IsTrue(failure.Retryable);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task An_output_disk_that_goes_away_stops_the_run_and_nothing_is_written_below_its_mount_point()
    {
        using var folder = Prepare();
        folder.Folder("disk");
        using var disk = Mounts.Small(folder["disk"], "8m");
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { OutputFolder = folder["disk", "out"], Threads = 2 };

        var (stopped, items) = await Break(options, () => Mounts.Run("umount", "-l", folder["disk"]));

        StringAssert.Contains(stopped.Message, "The output folder");
        Assert.AreEqual(0, items.Count(i => i.Outcome == RestorationOutcome.Failed));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["disk"]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_disk_inside_the_output_that_goes_away_gets_no_file_below_its_mount_point()
    {
        using var folder = Prepare();
        folder.Folder("in", "sub");
        foreach (string file in Directory.GetFiles(folder["in"])) File.Move(file, folder["in", "sub", Path.GetFileName(file)]);
        folder.Folder("out", "sub");
        using var disk = Mounts.Small(folder["out", "sub"], "8m");
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 2 };

        var (stopped, _) = await Break(options, () => Mounts.Run("umount", "-l", folder["out", "sub"]));

        StringAssert.Contains(stopped.Message, "The folder 'sub' of the output");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["out", "sub"]));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task A_folder_of_the_output_that_is_deleted_is_made_again_and_fails_no_image()
    {
        using var folder = Prepare();
        folder.Folder("in", "a", "b");
        foreach (string file in Directory.GetFiles(folder["in"])) File.Move(file, folder["in", "a", "b", Path.GetFileName(file)]);
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 2 };
        bool deleted = false;
        var result = await options.RunAsync(p =>
        {
            if (p.Item is null || deleted) return;
            Directory.Move(folder["out", "a"], folder["gone"]); // at once: other threads are writing there
            deleted = true;
        });
        Assert.IsTrue(deleted);
        Assert.AreEqual((Images, 0), (result.Done, result.Failed), string.Join(' ', result.Summary.Failures));
        Assert.IsNotEmpty(Directory.GetFiles(folder["out", "a", "b"]));
        await Complete(options);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_disk_inside_the_output_that_goes_away_with_its_mount_point_is_not_made_again_elsewhere()
    {
        using var folder = Prepare();
        folder.Folder("in", "sub", "b");
        foreach (string file in Directory.GetFiles(folder["in"])) File.Move(file, folder["in", "sub", "b", Path.GetFileName(file)]);
        folder.Folder("out", "sub");
        using var disk = Mounts.Small(folder["out", "sub"], "8m");
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 2 };

        var (stopped, _) = await Break(options, () =>
        {
            Mounts.Run("umount", "-l", folder["out", "sub"]);
            Directory.Delete(folder["out", "sub"]);
        });

        StringAssert.Contains(stopped.Message, "of the output");
        Assert.IsFalse(Directory.Exists(folder["out", "sub"]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("disk/out", "disk/out/a")]
    [DataRow("disk/out", "disk/out/a/b")]
    [DataRow("disk", "disk/a", DisplayName = "the output is the mount point")]
    [DataRow("disk", "disk/a/b", DisplayName = "the output is the mount point, one folder stands")]
    public async Task A_disk_that_goes_away_while_a_folder_is_made_on_it_leaves_nothing_below_its_mount_point(string output, string made)
    {
        using var folder = Prepare();
        Deep(folder);
        folder.Folder("disk");
        using var disk = Mounts.Small(folder["disk"], "8m");
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { OutputFolder = folder[output], ReportFolder = null, Threads = 1 };

        var stopped = await Stopped(options, new Unmounting(folder[made], folder["disk"]));

        StringAssert.Contains(stopped.Message, "The output folder");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["disk"]), "The mount point stands, and nothing is in it.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_disk_inside_the_output_that_goes_away_while_a_folder_is_made_again_leaves_nothing_below_its_mount_point()
    {
        using var folder = Prepare();
        Deep(folder);
        folder.Folder("out", "a");
        using var disk = Mounts.Small(folder["out", "a"], "8m");
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Threads = 1 };

        var stopped = await Stopped(options, new Unmounting(folder["out", "a", "b"], folder["out", "a"], deletes: true));

        StringAssert.Contains(stopped.Message, "on another disk than when the run began");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["out", "a"]));
    }

    private static async Task<RestorationStoppedException> Stopped(RestorationOptions options, FileOperations files)
    {
        await using var job = await RestorationJob.OpenAsync(options, null, CancellationToken.None, files);
        return await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => job.RunAsync());
    }

    /// <summary>Puts the images into folders of folders.</summary>
    private static void Deep(TemporaryFolder folder)
    {
        folder.Folder("in", "a", "b");
        foreach (string file in Directory.GetFiles(folder["in"])) File.Move(file, folder["in", "a", "b", Path.GetFileName(file)]);
    }

    /// <summary>Takes a disk away at the moment at which a folder is made on it: for the first time, or after somebody has deleted it.</summary>
    private sealed class Unmounting(string made, string disk, bool deletes = false) : FileOperations
    {
        private bool _deleted = !deletes;

        internal override void CreateFolder(string folder)
        {
            if (folder == made && _deleted) Mounts.Run("umount", "-l", disk);
            base.CreateFolder(folder);
        }

        internal override void Rename(string from, string to)
        {
            base.Rename(from, to);
            if (_deleted || Path.GetDirectoryName(to) != made) return;
            Directory.Delete(made, recursive: true);
            _deleted = true;
        }
    }

    /// <summary>Runs until the first image is finished, breaks something, and goes on.</summary>
    private static async Task<(RestorationStoppedException Stopped, List<RestorationItem> Items)> Break(RestorationOptions options, Action act)
    {
        var items = new List<RestorationItem>();
        await using var job = await RestorationJob.OpenAsync(options);
        var stopped = await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => job.RunAsync(new Inline<RestoreProgress>(p =>
        {
            if (p.Item is not { } item) return;
            items.Add(item);
            if (items.Count == 1) act();
        })));
        Assert.IsLessThan(Images, items.Count);
        return (stopped, items);
    }

    private static async Task Complete(RestorationOptions options)
    {
        var rest = await options.RunAsync();
        Assert.AreEqual((Images, 0), (rest.Done + rest.Summary.UpToDate, rest.Failed));
        Assert.AreEqual(Images, Jobs.FilesBelow(options.OutputFolder).Count(f => f.EndsWith(".png", StringComparison.Ordinal)));
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < Images; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i:D2}.png"]);
        return folder;
    }
}
