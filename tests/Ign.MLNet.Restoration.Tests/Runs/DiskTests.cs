namespace Ign.MLNet.Restoration.Tests;

/// <summary>Real disks that are full or read-only. Mounting one takes rights that not everybody has.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[DoNotParallelize]
public sealed class DiskTests
{
    [TestMethod]
    public async Task A_disk_that_runs_full_stops_the_run_whole_and_room_lets_it_go_on()
    {
        using var folder = Prepare(250);
        using var disk = SmallDisk(folder, "2m");
        var options = Jobs.Make(folder, TestModels.Seeded(3, 64, 64));
        await (options with { OutputFolder = folder["reference"] }).RunAsync();
        options = options with { OutputFolder = folder["disk", "out"], ReportFolder = folder["disk", "report"] };

        var stopped = await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => options.RunAsync());

        StringAssert.Contains(stopped.Message, "is full");
        var written = Jobs.FilesBelow(folder["disk", "out"]);
        Assert.IsTrue(written.Length is > 20 and < 250, $"{written.Length} files");
        Compare(folder, written);
        Mounts.Run("mount", "-o", "remount,size=20m", folder["disk"]);
        var rest = await options.RunAsync();
        Assert.AreEqual((250 - written.Length, written.Length), (rest.Done, rest.Summary.UpToDate));
        CollectionAssert.AreEqual(Jobs.FilesBelow(folder["reference"]), Jobs.FilesBelow(folder["disk", "out"]));
        Compare(folder, Jobs.FilesBelow(folder["disk", "out"]));
    }

    [TestMethod]
    public async Task A_disk_that_is_full_or_read_only_from_the_start_is_refused()
    {
        using var folder = Prepare(2);
        using var disk = SmallDisk(folder, "2m");
        var options = Jobs.Make(folder, TestModels.Seeded(3, 64, 64)) with { OutputFolder = folder["disk", "out"] };
        File.WriteAllBytes(folder["disk", "ballast"], new byte[1_500_000]);
        var full = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => options.RunAsync());
        StringAssert.Contains(full.Message, "is full");
        File.Delete(folder["disk", "ballast"]);
        Mounts.Run("mount", "-o", "remount,ro", folder["disk"]);
        var readOnly = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => options.RunAsync());
        StringAssert.Contains(readOnly.Message, "cannot be written");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder["disk"]));
    }

    [TestMethod]
    public async Task One_folder_by_two_paths_is_refused()
    {
        using var folder = Prepare(1);
        using var mount = SmallDisk(folder, "2m");
        Mounts.Run("umount", folder["disk"]);
        Assert.AreEqual(0, Mounts.Run("mount", "--bind", folder["in"], folder["disk"]));
        var options = Jobs.Make(folder, TestModels.Seeded(3, 64, 64)) with { OutputFolder = folder["disk"], Overwrite = true };
        byte[] before = File.ReadAllBytes(folder["in", "000.png"]);
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => options.RunAsync());
        StringAssert.Contains(refused.Message, "same folder by two paths");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder["in", "000.png"]));
    }

    private static void Compare(TemporaryFolder folder, IEnumerable<string> names)
    {
        foreach (string name in names)
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["reference", name]), File.ReadAllBytes(folder["disk", "out", name]), name);
    }

    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < images; i++) Pictures.Random(64, 64, 3, i).Save(folder["in", $"{i:D3}.png"]);
        return folder;
    }

    private static IDisposable SmallDisk(TemporaryFolder folder, string size)
    {
        folder.Folder("disk");
        return Mounts.Small(folder["disk"], size);
    }
}
