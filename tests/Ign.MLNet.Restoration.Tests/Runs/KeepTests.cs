using System.Runtime.Versioning;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Times of change and permissions of the inputs, on the results.</summary>
[TestClass]
public sealed class KeepTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Usual = ReadOnly | UnixFileMode.UserWrite;

    private static readonly IgnModel s_model = TestModels.Seeded(1, 8, 8);

    [TestMethod]
    public async Task Results_have_the_times_of_their_inputs_to_what_the_disk_keeps()
    {
        using var folder = Prepare(4);
        DateTime[] times = [new(1994, 2, 28, 23, 59, 59, DateTimeKind.Utc), new(2031, 5, 6, 7, 8, 9, DateTimeKind.Utc),
            new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1_234_567), new(1961, 4, 12, 6, 7, 0, DateTimeKind.Utc)];
        for (int i = 0; i < times.Length; i++) File.SetLastWriteTimeUtc(folder["in", $"{i}.png"], times[i]);
        await Jobs.Run(folder, s_model);
        for (int i = 0; i < times.Length; i++)
            Assert.AreEqual(File.GetLastWriteTimeUtc(folder["in", $"{i}.png"]), File.GetLastWriteTimeUtc(folder["out", $"{i}.png"]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Nanoseconds_are_kept_so_that_no_result_is_older_than_its_input()
    {
        using var folder = Prepare(1);
        Require.That(Mounts.Run("touch", "-d", "2020-01-02 03:04:05.123456789 UTC", folder["in", "0.png"]) == 0,
            "This system's touch does not know fractions.");
        await Jobs.Run(folder, s_model);
        Assert.AreEqual(new FileOperations().Stamp(folder["in", "0.png"])!.Value.Nanoseconds,
            new FileOperations().Stamp(folder["out", "0.png"])!.Value.Nanoseconds);
        Assert.AreEqual(1, Mounts.Run("test", folder["in", "0.png"], "-nt", folder["out", "0.png"]));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows), UnsupportedOSPlatform("windows")]
    public async Task Results_have_the_permissions_of_their_inputs_and_none_to_run_as_somebody_else()
    {
        using var folder = Prepare(5);
        UnixFileMode[] modes = [Private, ReadOnly, Usual | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite, Usual | UnixFileMode.UserExecute,
            Usual | UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit];
        for (int i = 0; i < modes.Length; i++) File.SetUnixFileMode(folder["in", $"{i}.png"], modes[i]);
        await Jobs.Run(folder, s_model);
        for (int i = 0; i < modes.Length; i++) Assert.AreEqual(i == 4 ? Usual : modes[i], File.GetUnixFileMode(folder["out", $"{i}.png"]));
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows), UnsupportedOSPlatform("windows")]
    public async Task Nobody_reads_a_private_image_while_it_is_written()
    {
        using var folder = Prepare(1);
        File.SetUnixFileMode(folder["in", "0.png"], Private);
        var files = new WatchedFiles();
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, s_model), null, default, files);
        await job.RunAsync();
        Assert.AreEqual(Private, files.Written.Single());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows), UnsupportedOSPlatform("windows")]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Results_that_may_not_be_written_to_are_replaced_where_that_is_due(bool changedByHand)
    {
        using var folder = Prepare(1);
        File.SetUnixFileMode(folder["in", "0.png"], ReadOnly);
        var options = Jobs.Make(folder, s_model);
        await options.RunAsync();
        byte[] first = File.ReadAllBytes(folder["out", "0.png"]);
        if (changedByHand)
        {
            File.Delete(folder["out", "0.png"]);
            File.WriteAllText(folder["out", "0.png"], "retouched by hand");
            File.SetUnixFileMode(folder["out", "0.png"], ReadOnly);
        }
        var again = await (changedByHand ? options with { Overwrite = true } : options with { Model = TestModels.Negative(1, 8, 8) }).RunAsync();
        Assert.AreEqual((1, 0), (again.Done, again.Failed));
        Assert.AreEqual(changedByHand, first.AsSpan().SequenceEqual(File.ReadAllBytes(folder["out", "0.png"])));
        Assert.AreEqual(ReadOnly, File.GetUnixFileMode(folder["out", "0.png"]));
    }

    [TestMethod]
    public async Task Without_it_results_are_new_files_like_all_others()
    {
        using var folder = Prepare(1);
        var old = new DateTime(1994, 2, 28, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder["in", "0.png"], old);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["in", "0.png"], Private | UnixFileMode.UserExecute);
        await (Jobs.Make(folder, s_model) with { KeepTimes = false }).RunAsync();
        File.WriteAllText(folder["usual"], "");
        Assert.AreNotEqual(old, File.GetLastWriteTimeUtc(folder["out", "0.png"]));
        if (!OperatingSystem.IsWindows()) Assert.AreEqual(File.GetUnixFileMode(folder["usual"]), File.GetUnixFileMode(folder["out", "0.png"]));
    }

    [TestMethod]
    public async Task An_input_that_only_gets_another_time_or_other_permissions_makes_no_new_result()
    {
        using var folder = Prepare(2);
        var options = Jobs.Make(folder, s_model);
        await options.RunAsync();
        var time = File.GetLastWriteTimeUtc(folder["out", "0.png"]);
        File.SetLastWriteTimeUtc(folder["in", "0.png"], time.AddDays(-1));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["in", "1.png"], Private);
        foreach (bool trust in (bool[])[false, true])
        {
            var again = await (options with { TrustTimes = trust }).RunAsync();
            Assert.AreEqual((0, 2), (again.Done, again.Summary.UpToDate));
        }
        Assert.AreEqual(2, File.ReadLines(folder["out", ".ign", "journal.jsonl"]).Count());
    }

    [TestMethod]
    public async Task Trusted_times_see_a_result_that_was_changed()
    {
        using var folder = Prepare(1);
        var options = Jobs.Make(folder, s_model) with { TrustTimes = true };
        await options.RunAsync();
        byte[] changed = File.ReadAllBytes(folder["out", "0.png"]);
        changed[^1] ^= 1;
        File.WriteAllBytes(folder["out", "0.png"], changed);
        var again = await options.RunAsync();
        Assert.AreEqual("the output was changed since it was made", again.Items[0].Reason);
    }

    [TestMethod]
    public async Task A_run_that_was_broken_off_keeps_them_when_it_goes_on()
    {
        using var folder = Prepare(3);
        for (int i = 0; i < 3; i++) File.SetLastWriteTimeUtc(folder["in", $"{i}.png"], new DateTime(2001 + i, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        for (int n = 1; ; n++)
        {
            var files = new FaultyFiles(n, dies: true);
            var options = Jobs.Make(folder, s_model) with { OutputFolder = folder[$"out{n}"], Threads = 1, TrustTimes = true };
            await using (var job = await RestorationJob.OpenAsync(options, null, default, files)) await Stopped(job);
            if (!files.Failed) break;
            await options.RunAsync();
            for (int i = 0; i < 3; i++) Assert.AreEqual(2001 + i, File.GetLastWriteTimeUtc(folder[$"out{n}", $"{i}.png"]).Year, $"after operation {n}");
        }
    }

    [TestMethod]
    public async Task A_disk_that_refuses_is_told_of_once_and_fails_no_image()
    {
        using var folder = Prepare(3);
        await using var job = await RestorationJob.OpenAsync(Jobs.Make(folder, s_model) with { Threads = 1 }, null, default, new RefusingFiles());
        var summary = await job.RunAsync();
        Assert.AreEqual((3, 0), (summary.Done, summary.Failed));
        var notice = summary.Notices.Single();
        Assert.AreEqual((RestorationNoticeKind.TimesRefused, 3, "0.png"), (notice.Kind, notice.Count, notice.Example));
        StringAssert.Contains(notice.Text, "Operation not permitted");
        Assert.DoesNotContain(".partial", notice.Text);
        CollectionAssert.AreEqual((string[])["0.png", "1.png", "2.png"], Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task The_shards_of_a_plan_keep_them_unless_it_says_no()
    {
        foreach (bool keep in (bool[])[true, false])
        {
            using var folder = Prepare(4);
            File.WriteAllBytes(folder["model.onnx"], s_model.Bytes.ToArray());
            for (int i = 0; i < 4; i++) File.SetLastWriteTimeUtc(folder["in", $"{i}.png"], new DateTime(2001 + i, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            var plan = await ShardedPlan.CreateAsync(Jobs.Make(folder, s_model) with { KeepTimes = keep }, folder["model.onnx"], 2, folder["plan"]);
            for (int shard = 0; shard < plan.Shards; shard++) await plan.RunAsync(shard);
            Assert.IsTrue((await plan.VerifyAsync()).Complete);
            for (int i = 0; i < 4; i++) Assert.AreEqual(keep, File.GetLastWriteTimeUtc(folder["out", $"{i}.png"]).Year == 2001 + i);
        }
    }

    private static async Task Stopped(RestorationJob job)
    {
        try
        {
            await job.RunAsync();
        }
        catch (Exception e) when (e is RestorationStoppedException or RestorationRefusedException)
        {
            // That is what was to happen.
        }
    }

    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < images; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i}.png"]);
        return folder;
    }

    private sealed class RefusingFiles : FileOperations
    {
        internal override void Keep(string path, FileStamp stamp) => throw new UnauthorizedAccessException($"Operation not permitted : '{path}'");
    }

    /// <summary>Sees what permissions files have before they get their final ones.</summary>
    private sealed class WatchedFiles : FileOperations
    {
        internal List<UnixFileMode> Written { get; } = [];

        internal override void Keep(string path, FileStamp stamp)
        {
            if (!OperatingSystem.IsWindows()) Written.Add(File.GetUnixFileMode(path));
            base.Keep(path, stamp);
        }
    }
}
