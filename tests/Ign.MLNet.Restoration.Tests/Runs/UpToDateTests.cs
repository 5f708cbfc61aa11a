using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>What a further run does, and leaves alone.</summary>
[TestClass]
public sealed class UpToDateTests
{
    private static readonly IgnModel s_model = TestModels.Seeded(1, 8, 8);

    [TestMethod]
    public async Task A_changed_input_model_or_option_makes_the_output_anew_and_nothing_else_does()
    {
        using var folder = Prepare(3);
        var options = Jobs.Make(folder, s_model);
        await options.RunAsync();
        await Expect(options, done: 0, upToDate: 3);

        var time = File.GetLastWriteTimeUtc(folder["in", "1.png"]);
        File.SetLastWriteTimeUtc(folder["in", "0.png"], DateTime.UtcNow.AddDays(-1)); // touched, not changed
        long length = new FileInfo(folder["in", "1.png"]).Length;
        byte[] changed = File.ReadAllBytes(folder["in", "1.png"]);
        using (var other = Pictures.Random(8, 8, 1, 77)) changed = other.PngsaveBuffer();
        File.WriteAllBytes(folder["in", "1.png"], changed);
        File.SetLastWriteTimeUtc(folder["in", "1.png"], time); // changed, with its old time
        await Expect(options, done: 1, upToDate: 2);

        await Expect(options with { Applications = 2 }, done: 3, upToDate: 0);
        await Expect(options with { Applications = 2, Threads = 1, Inference = new IgnProjectorOptions { BatchSize = 2 } }, done: 0, upToDate: 3);
        await Expect(options with { Model = TestModels.Negative(1, 8, 8) }, done: 3, upToDate: 0);
        await Expect(options with { Model = TestModels.Negative(1, 8, 8), MeasureResidual = false }, done: 0, upToDate: 3);
    }

    [TestMethod]
    public async Task An_output_that_was_deleted_comes_back_and_one_that_was_changed_is_left_alone()
    {
        using var folder = Prepare(3);
        var options = Jobs.Make(folder, s_model);
        await options.RunAsync();
        byte[] original = File.ReadAllBytes(folder["out", "1.png"]);
        File.Delete(folder["out", "0.png"]);
        File.WriteAllText(folder["out", "1.png"], "retouched by hand");

        var result = await options.RunAsync();

        Assert.AreEqual((1, 2, 1), (result.Done, result.Skipped, result.Summary.UpToDate));
        Assert.AreEqual("the output was changed since it was made", result.Items[1].Reason);
        Assert.AreEqual("retouched by hand", File.ReadAllText(folder["out", "1.png"]));
        await Expect(options with { Overwrite = true }, done: 1, upToDate: 2);
        CollectionAssert.AreEqual(original, File.ReadAllBytes(folder["out", "1.png"]));
    }

    [TestMethod]
    public async Task Trusted_times_spare_the_reading_and_see_a_changed_time_or_length()
    {
        using var folder = Prepare(3);
        var options = Jobs.Make(folder, s_model) with { TrustTimes = true };
        await options.RunAsync();
        var files = new CountingFiles();
        await using (var job = await RestorationJob.OpenAsync(options, null, default, files)) Assert.AreEqual(3, (await job.RunAsync()).UpToDate);
        Assert.AreEqual(0, files.Reads);
        File.SetLastWriteTimeUtc(folder["in", "0.png"], DateTime.UtcNow.AddDays(-1));
        await using (var job = await RestorationJob.OpenAsync(options, null, default, files)) Assert.AreEqual(3, (await job.RunAsync()).UpToDate);
        Assert.AreEqual(1, files.Reads);
    }

    [TestMethod]
    public async Task A_bad_image_is_not_tried_again_until_it_changes_or_is_to_be()
    {
        using var folder = Prepare(1);
        File.WriteAllText(folder["in", "bad.png"], "no picture");
        var options = Jobs.Make(folder, s_model);
        // What is worked on again gets another line in the journal.
        int Lines() => File.ReadLines(folder["out", ".ign", "journal.jsonl"]).Count();
        var first = await options.RunAsync();
        int once = Lines();
        var second = await options.RunAsync();
        Assert.AreEqual((1, 1), (first.Failed, second.Failed));
        Assert.AreEqual(first.Items[1], second.Items[1]);
        Assert.AreEqual(once, Lines(), "worked on again");
        var retried = await (options with { RetryFailed = true }).RunAsync();
        Assert.AreEqual((1, first.Items[1].Reason), (retried.Failed, retried.Items[1].Reason));
        Assert.AreEqual(once + 1, Lines());
        Pictures.Random(8, 8, 1).Save(folder["in", "bad.png"]);
        await Expect(options, done: 1, upToDate: 1);
    }

    [TestMethod]
    public async Task A_failure_of_the_disk_is_tried_again_by_itself()
    {
        using var folder = Prepare(1);
        var options = Jobs.Make(folder, s_model);
        await using (var job = await RestorationJob.OpenAsync(options, null, default, new FaultyFiles(2, dies: false)))
        {
            var broken = await job.RunAsync();
            Assert.AreEqual(1, broken.Failed);
            StringAssert.Contains(broken.Failures[0].Reason, "Injected");
        }
        await Expect(options, done: 1, upToDate: 0);
    }

    [TestMethod]
    public async Task Another_run_on_the_same_output_is_turned_away_with_the_name_of_the_first()
    {
        using var folder = Prepare(2);
        var options = Jobs.Make(folder, s_model);
        RestorationBusyException? busy = null;
        await options.RunAsync(_ => busy ??= Assert.ThrowsExactly<RestorationBusyException>(() => options.RunAsync().GetAwaiter().GetResult()));
        StringAssert.Contains(busy!.Message, $"process {Environment.ProcessId} on {Environment.MachineName}");
        await Expect(options, done: 0, upToDate: 2);
    }

    [TestMethod]
    public async Task Trusted_times_do_not_take_an_older_result_of_equal_length_for_the_new_one()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllBytes(folder["in", "a.bmp"], new BmpFile(8, 8, 1, Pictures.Random(8, 8, 1).WriteToMemory<byte>()).Encode());
        await Jobs.Run(folder, TestModels.Negative(1, 8, 8));
        byte[] old = File.ReadAllBytes(folder["out", "a.bmp"]);
        var options = Jobs.Make(folder, s_model) with { TrustTimes = true };
        await using (var job = await RestorationJob.OpenAsync(options, null, default, new NoRename())) Assert.AreEqual(1, (await job.RunAsync()).Failed);
        CollectionAssert.AreEqual(old, File.ReadAllBytes(folder["out", "a.bmp"]));

        await Expect(options, done: 1, upToDate: 0);

        CollectionAssert.AreNotEqual(old, File.ReadAllBytes(folder["out", "a.bmp"]));
        await Expect(options, done: 0, upToDate: 1);
    }

    [TestMethod]
    public async Task Another_format_and_back_again_knows_its_own_results()
    {
        using var folder = Prepare(2);
        var options = Jobs.Make(folder, s_model);
        await Expect(options, done: 2, upToDate: 0);
        await Expect(options with { Format = ImageFormat.Tiff }, done: 2, upToDate: 0);
        await Expect(options, done: 0, upToDate: 2);
        await Expect(options with { Format = ImageFormat.Tiff, Applications = 2 }, done: 2, upToDate: 0);
        await Expect(options with { Applications = 3 }, done: 2, upToDate: 0);
        CollectionAssert.AreEqual((string[])["0.png", "0.tif", "1.png", "1.tif"], Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task A_failure_that_is_the_machines_and_not_the_images_is_tried_again()
    {
        using var folder = Prepare(1);
        var hasty = Jobs.Make(folder, s_model) with { Limits = new ImageLimits { Clock = new StepTime(TimeSpan.FromSeconds(61)) } };
        StringAssert.Contains((await hasty.RunAsync()).Items[0].Reason, "to decode");
        var files = new CountingFiles();
        await using var job = await RestorationJob.OpenAsync(hasty, null, default, files);
        await job.RunAsync();
        Assert.AreEqual(1, files.Reads, "not tried again");
        Assert.IsFalse(File.ReadAllText(folder["out", ".ign", "journal.jsonl"]).Contains("failed", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task A_rejected_image_says_that_an_earlier_result_still_stands()
    {
        using var folder = Prepare(1);
        var options = Jobs.Make(folder, s_model);
        await options.RunAsync();
        var rejected = await (options with { MaxDisplacement = 0 }).RunAsync();
        StringAssert.EndsWith(rejected.Items[0].Reason, "is above 0. An earlier result still stands.");
        await Expect(options, done: 1, upToDate: 0);
    }

    private static async Task Expect(RestorationOptions options, int done, int upToDate)
    {
        var result = await options.RunAsync();
        Assert.AreEqual((done, upToDate, 0), (result.Done, result.Summary.UpToDate, result.Failed));
    }

    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < images; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i}.png"]);
        return folder;
    }

    private sealed class NoRename : FileOperations
    {
        internal override void Rename(string from, string to) => throw new IOException("Somebody has it open.");
    }

    private sealed class CountingFiles : FileOperations
    {
        internal int Reads { get; private set; }

        internal override byte[] Read(string path, long maxBytes)
        {
            Reads++;
            return base.Read(path, maxBytes);
        }
    }
}
