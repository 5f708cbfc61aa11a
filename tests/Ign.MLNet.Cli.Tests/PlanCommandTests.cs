namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class PlanCommandTests
{
    [TestMethod]
    public async Task A_plan_is_made_worked_on_and_verified()
    {
        using var folder = Prepare(7);
        var planned = await Plan(folder, 3);
        Assert.AreEqual((ExitCode.Done, ""), (planned.Code, planned.Error));
        StringAssert.Contains(planned.Output, "7 images of 7 files");
        StringAssert.Contains(planned.Output, "in 3 shards of 2 to 3 images");

        var first = await Restore(folder, "0");
        Assert.AreEqual((ExitCode.Done, ""), (first.Code, first.Error));
        var early = await Verify(folder);
        Assert.AreEqual(ExitCode.Failed, early.Code);
        Assert.HasCount(2, early.ErrorLines, early.Error);
        StringAssert.Contains(early.Error, "ign verify: shard 1: has not begun");
        StringAssert.Contains(early.Output,
            $"shards to run again: 1-2 (ign submit with the options as before and --only 1-2, or ign restore --plan {folder["plan"]} --shard 1)");

        foreach (string shard in (string[])["1", "2/3"]) Assert.AreEqual(ExitCode.Done, (await Restore(folder, shard)).Code);
        var verified = await Verify(folder);
        Assert.AreEqual((ExitCode.Done, ""), (verified.Code, verified.Error));
        StringAssert.Contains(verified.Output, "restored 7, skipped 0, failed 0 of 7 files in 3 shards; 0 problems");
        Assert.HasCount(7, File.ReadAllLines(folder["plan", "report", "report.jsonl"]));
    }

    [TestMethod]
    public async Task A_file_that_fails_is_accounted_for_and_the_exit_code_is_3()
    {
        using var folder = Prepare(2);
        File.WriteAllText(folder["in", "text.png"], "no picture");
        await Plan(folder, 1);
        Assert.AreEqual(ExitCode.SomeFailed, (await Restore(folder, "0")).Code);
        var verified = await Verify(folder, "--no-report");
        Assert.AreEqual((ExitCode.SomeFailed, ""), (verified.Code, verified.Error));
        StringAssert.Contains(verified.Output, "failed 1 of 3 files in 1 shards; 0 problems");
        Assert.IsFalse(Directory.Exists(folder["plan", "report"]));
    }

    [TestMethod]
    public async Task The_scheduler_says_which_shard_it_is()
    {
        using var folder = Prepare(4);
        await Plan(folder, 2);
        using (var process = IgnProcess.Start(new Dictionary<string, string> { ["JOB_COMPLETION_INDEX"] = "1" }, "restore", "--plan", folder["plan"],
            "--shard", "auto"))
        {
            var result = await process.Result();
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        }
        Assert.IsTrue(File.Exists(folder["plan", "shards", "0001", "done.json"]));
        (await Restore(folder, "auto")).ExpectError(ExitCode.WrongUsage, "ign restore", "none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX");
    }

    [TestMethod]
    public async Task Fewer_images_make_fewer_shards_and_that_is_said()
    {
        using var folder = Prepare(2);
        StringAssert.Contains((await Plan(folder, 1000)).Output, "2 shards instead of 1000");
    }

    [TestMethod]
    [DataRow("0", "1 to 1000 shards, not 0")]
    [DataRow("1001", "1 to 1000 shards, not 1001")]
    [DataRow("many", "'many'")]
    public async Task Impossible_numbers_of_shards_are_wrong_usage(string shards, string part)
    {
        using var folder = Prepare(2);
        var result = await IgnProcess.RunInside("plan", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--plan", folder["plan"],
            "--shards", shards);
        result.ExpectError(ExitCode.WrongUsage, "ign plan", part);
        Assert.IsFalse(Directory.Exists(folder["plan"]));
    }

    [TestMethod]
    [DataRow("--shard 2", "no shard 2")]
    [DataRow("--shard 0/3", "counts 3 shards, but the plan has 2")]
    [DataRow("--shard first", "'first' is not a shard")]
    [DataRow("--shard 0 --fit exact", "--fit is settled by the plan")]
    [DataRow("--shard 0 --overwrite", "--overwrite is settled by the plan")]
    [DataRow("", "--shard")]
    public async Task What_does_not_go_with_a_plan_is_wrong_usage(string arguments, string part)
    {
        using var folder = Prepare(2);
        await Plan(folder, 2);
        var result = await IgnProcess.RunInside(["restore", "--plan", folder["plan"], .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        result.ExpectError(ExitCode.WrongUsage, "ign restore", part);
        Assert.IsFalse(Directory.Exists(folder["plan", "shards"]));
    }

    [TestMethod]
    public async Task What_the_machine_lacks_has_failed_and_what_is_wrong_with_the_plan_is_wrong_usage()
    {
        using var folder = Prepare(2);
        await Plan(folder, 1);
        (await IgnProcess.RunInside("restore", "--plan", folder["nope"], "--shard", "0")).ExpectError(ExitCode.Failed, "ign restore", "holds no plan");
        await Expect("model.onnx", ExitCode.Failed, "is not there");
        await Expect("in", ExitCode.Failed, "does not exist");
        (await IgnProcess.RunInside("restore", "--plan", folder["model.onnx"], "--shard", "0")).ExpectError(ExitCode.WrongUsage, "ign restore", "is a file");
        byte[] manifest = File.ReadAllBytes(folder["plan", "manifest.jsonl"]);
        File.WriteAllText(folder["plan", "manifest.jsonl"], "{}");
        (await Restore(folder, "0")).ExpectError(ExitCode.WrongUsage, "ign restore", "make the plan again");
        File.WriteAllBytes(folder["plan", "manifest.jsonl"], manifest);
        File.WriteAllBytes(folder["model.onnx"], TestFiles.Png(8, 8, 1, 0));
        Assert.AreEqual(ExitCode.WrongUsage, (await Restore(folder, "0")).Code);
        File.WriteAllText(folder["plan", "plan.json"], "{}");
        (await Restore(folder, "0")).ExpectError(ExitCode.WrongUsage, "ign restore", "is not a plan");

        async Task Expect(string missing, int code, string part)
        {
            Directory.Move(folder[missing], folder["away"]);
            (await Restore(folder, "0")).ExpectError(code, "ign restore", part);
            Directory.Move(folder["away"], folder[missing]);
        }
    }

    [TestMethod]
    public async Task A_shard_whose_images_are_all_gone_has_failed_and_can_be_tried_again()
    {
        using var folder = Prepare(2);
        await Plan(folder, 2);
        File.Move(folder["in", "001.png"], folder["away.png"]);
        Assert.AreEqual(ExitCode.Done, (await Restore(folder, "0")).Code);
        var failed = await Restore(folder, "1");
        Assert.AreEqual(ExitCode.Failed, failed.Code);
        StringAssert.Contains(failed.Error, "Not one of the 1 images of shard 1");
        var verified = await Verify(folder);
        Assert.AreEqual(ExitCode.SomeFailed, verified.Code);
        StringAssert.Contains(verified.Output, "could be tried again, where a disk or network failed: 1 (ign submit");
        File.Move(folder["away.png"], folder["in", "001.png"]);
        Assert.AreEqual(ExitCode.Done, (await Restore(folder, "1")).Code);
        Assert.AreEqual(ExitCode.Done, (await Verify(folder)).Code);
    }

    [TestMethod]
    public async Task Running_again_what_somebody_changed_does_not_make_it_right()
    {
        using var folder = Prepare(2);
        await Plan(folder, 1);
        await Restore(folder, "0");
        File.AppendAllText(folder["out", "000.png"], " ");
        Assert.AreEqual(ExitCode.Done, (await Restore(folder, "0")).Code);
        var verified = await Verify(folder);
        verified.ExpectError(ExitCode.Failed, "ign verify",
            "is not this plan's (the output was changed since it was made): delete it or plan with --overwrite");
        Assert.IsFalse(verified.Output.Contains("run again", StringComparison.Ordinal), verified.Output);
    }

    [TestMethod]
    public async Task Work_may_be_asked_for_again_without_touching_the_plan()
    {
        using var folder = Prepare(2);
        await Plan(folder, 1);
        var result = await IgnProcess.RunInside("restore", "--plan", folder["plan"], "--shard", "0", "--retry-failed");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
    }

    [TestMethod]
    public async Task A_folder_without_a_plan_is_wrong_usage_and_a_damaged_one_has_failed()
    {
        using var folder = Prepare(1);
        (await IgnProcess.RunInside("verify", "--plan", folder["in"])).ExpectError(ExitCode.WrongUsage, "ign verify", "holds no plan");
        File.WriteAllText(folder["in", "plan.json"], "{}");
        (await IgnProcess.RunInside("verify", "--plan", folder["in"])).ExpectError(ExitCode.Failed, "ign verify", "is not a plan");
        (await IgnProcess.RunInside("verify", "--plan", folder["nope"])).ExpectError(ExitCode.WrongUsage, "ign verify", "does not exist");
        (await IgnProcess.RunInside("restore", "--shard", "0")).ExpectError(ExitCode.WrongUsage, "ign restore", "--plan");
    }

    private static Task<IgnResult> Plan(TemporaryFolder folder, int shards) =>
        IgnProcess.RunInside("plan", "--model", folder["model.onnx"], "--in", folder["in"], "--out", folder["out"], "--plan", folder["plan"],
            "--shards", $"{shards}");

    private static Task<IgnResult> Restore(TemporaryFolder folder, string shard) => IgnProcess.RunInside("restore", "--plan", folder["plan"], "--shard", shard);

    private static Task<IgnResult> Verify(TemporaryFolder folder, params string[] more) => IgnProcess.RunInside(["verify", "--plan", folder["plan"], .. more]);

    private static TemporaryFolder Prepare(int images)
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        folder.WriteModel();
        for (int i = 0; i < images; i++) File.WriteAllBytes(folder["in", $"{i:D3}.png"], TestFiles.Png(8, 8, 1, i));
        return folder;
    }
}
