using System.Text.Json.Nodes;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class PlanTests
{
    [TestMethod]
    public async Task Every_file_is_in_the_manifest_once_and_in_order()
    {
        using var folder = Plans.Prepare(11);
        var plan = await Plans.Make(folder, 4);
        Assert.AreEqual((4, 13, 11), (plan.Shards, plan.Files, plan.Images));
        var lines = Enumerable.Range(0, 4).SelectMany(plan.Lines).ToList();
        CollectionAssert.AreEqual(lines.Select(l => l.Path).Order(StringComparer.Ordinal).ToList(), lines.Select(l => l.Path).ToList());
        Assert.AreEqual(plan.Bytes, Jobs.FilesBelow(folder["in"]).Where(f => f.EndsWith(".png", StringComparison.Ordinal) && !f.StartsWith('.'))
            .Sum(f => new FileInfo(folder["in", f]).Length));
        Assert.AreEqual(13, File.ReadLines(folder["plan", "manifest.jsonl"]).Count());
        Assert.AreEqual("not an image", lines.Single(l => l.Path == "notes.txt").Reason);
        foreach (int shard in Enumerable.Range(0, 4)) Assert.IsTrue(plan.Lines(shard).Count(l => l.IsImage) is 2 or 3);
    }

    [TestMethod]
    public async Task The_same_folder_gives_the_same_manifest()
    {
        using var folder = Plans.Prepare(7);
        await Plans.Make(folder, 3);
        byte[] first = File.ReadAllBytes(folder["plan", "manifest.jsonl"]);
        await Plans.Make(folder, 3);
        CollectionAssert.AreEqual(first, File.ReadAllBytes(folder["plan", "manifest.jsonl"]));
    }

    [TestMethod]
    public async Task Fewer_images_than_shards_make_fewer_shards()
    {
        using var folder = Plans.Prepare(2);
        Assert.AreEqual(2, (await Plans.Make(folder, 1000)).Shards);
    }

    [TestMethod]
    public async Task Options_that_change_results_are_kept()
    {
        using var folder = Plans.Prepare(2);
        var options = Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])) with
        {
            Include = ["**/*.png"],
            Exclude = ["x/**"],
            Applications = 3,
            Fit = FitMode.Resize,
            Overlap = 1,
            Format = ImageFormat.WebP,
            Quality = 80,
            Overwrite = true,
            RetryFailed = true,
            TrustTimes = true,
            MaxDisplacement = 1.5,
            MaxResidual = 0.25,
            Beyond = BeyondLimit.Copy,
            Limits = new ImageLimits { MaxPixels = 1_000, MaxScans = 7, MaxDecodeTime = TimeSpan.FromSeconds(90), MaxFileBytes = 1 << 20 },
        };
        await ShardedPlan.CreateAsync(options, folder["model.onnx"], 1, folder["plan"]);
        var kept = ShardedPlan.Load(folder["plan"]).Document.Options.For(options.Model, options.InputFolder, options.OutputFolder);
        CollectionAssert.AreEqual(options.Include.ToArray(), kept.Include.ToArray());
        CollectionAssert.AreEqual(options.Exclude.ToArray(), kept.Exclude.ToArray());
        Assert.AreEqual(options with { Inference = kept.Inference }, kept with { Include = options.Include, Exclude = options.Exclude });
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(1001)]
    public async Task Impossible_numbers_of_shards_are_refused(int shards)
    {
        using var folder = Plans.Prepare(2);
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Plans.Make(folder, shards));
        Assert.IsFalse(Directory.Exists(folder["plan"]));
    }

    [TestMethod]
    [DataRow("in/plan", "apart from the input folder")]
    [DataRow("out/plan", "apart from the output folder")]
    [DataRow("out", "apart from the output folder")]
    [DataRow("model.onnx", "is a file")]
    [DataRow("work", "'letter.txt', which is no part of a plan")]
    public async Task Folders_that_cannot_take_a_plan_are_refused(string plan, string message)
    {
        using var folder = Plans.Prepare(2);
        File.WriteAllText(Path.Join(folder.Folder("work"), "letter.txt"), "mine");
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(
            () => ShardedPlan.CreateAsync(Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])), folder["model.onnx"], 2, folder[plan], replace: true));
        StringAssert.Contains(refused.Message, message);
        Assert.IsTrue(File.Exists(folder["work", "letter.txt"]));
    }

    [TestMethod]
    public async Task A_plan_whose_shards_have_begun_is_replaced_only_when_told()
    {
        using var folder = Plans.Prepare(2);
        await Plans.Make(folder, 1);
        folder.Folder("plan", "shards", "0000");
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Plans.Make(folder, 2));
        StringAssert.Contains(refused.Message, "--replace");
        Assert.AreEqual(1, ShardedPlan.Load(folder["plan"]).Shards);
        Assert.AreEqual(2, (await Plans.Make(folder, 2, replace: true)).Shards);
        Assert.IsFalse(Directory.Exists(folder["plan", "shards"]));
    }

    [TestMethod]
    [DataRow("slurm")]
    [DataRow("kubernetes")]
    public async Task A_plan_that_was_submitted_is_replaced_only_when_told(string engine)
    {
        using var folder = Plans.Prepare(2);
        await Plans.Make(folder, 1);
        File.WriteAllText(Path.Join(folder.Folder("plan", engine), "restore"), "");
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Plans.Make(folder, 2))).Message, "has been submitted");
        Assert.AreEqual(2, (await Plans.Make(folder, 2, replace: true)).Shards);
    }

    [TestMethod]
    public async Task A_plan_that_begins_while_another_one_is_made_is_not_removed()
    {
        using var folder = Plans.Prepare(2);
        await Plans.Make(folder, 1);
        PlanFolder.Check(folder["plan"], Jobs.Make(folder, IgnModel.Load(folder["model.onnx"])), replace: false);
        folder.Folder("plan", "shards", "0000");
        Assert.ThrowsExactly<RestorationRefusedException>(() => PlanFolder.Clear(folder["plan"], replace: false));
        Assert.AreEqual(1, ShardedPlan.Load(folder["plan"]).Shards);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Names_that_are_read_alike_share_a_line()
    {
        using var folder = Plans.Prepare(2);
        await Shell.RunAsync("bash", ["-c", @"cd ""$0"" && touch $'\377.txt' $'\376.txt' $'\377.png' $'\376.png' $'\375.png'", folder["in"]]);
        var plan = await Plans.Make(folder, 1);
        var lines = plan.Lines(0);
        StringAssert.Contains(lines.Single(l => l.Path == "\ufffd.txt").Reason, "2 entries, whose names differ");
        var images = lines.Single(l => l.Path == "\ufffd.png");
        Assert.AreEqual(RestorationOutcome.Failed, images.Outcome);
        StringAssert.Contains(images.Reason, "3 entries, whose names differ");
        await plan.RunAsync(0, new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 1 }, 1);
        var result = await plan.VerifyAsync();
        await Shell.RunAsync("rm", ["-r", folder["in"]]); // .NET cannot delete what it cannot name
        Assert.AreEqual((6, 2, 0L), (plan.Files, result.Done, result.Problems));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task An_image_whose_name_is_read_like_another_one_is_refused_and_the_old_plan_stays()
    {
        using var folder = Plans.Prepare(2);
        await Plans.Make(folder, 1);
        Pictures.Random(4, 4, 1, 0).Save(folder["in", "\ufffd.png"]);
        await Shell.RunAsync("bash", ["-c", @"touch ""$0""/$'\377.png'", folder["in"]]);
        var refused = await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => Plans.Make(folder, 1));
        await Shell.RunAsync("rm", ["-r", folder["in"]]); // .NET cannot delete what it cannot name
        StringAssert.Contains(refused.Message, "no UTF-8");
        Assert.AreEqual(2, ShardedPlan.Load(folder["plan"]).Images);
    }

    [TestMethod]
    public void Outputs_that_differ_in_case_are_refused_where_they_would_meet()
    {
        FoundFile[] files = [new("a/x.png", 1), new("b.png", 1), new("A/X.png", 1), new("a/X.txt", 0, RestorationOutcome.Skipped, "not an image")];
        StringAssert.Contains(Assert.ThrowsExactly<RestorationRefusedException>(() => OutputCase.Check(files, null, () => true)).Message,
            "'a/x.png' and 'A/X.png'");
        OutputCase.Check(files, null, () => false);
        OutputCase.Check(files[1..], null, () => throw new InvalidOperationException("Nothing meets."));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_disk_that_sees_upper_and_lower_case_takes_both()
    {
        using var folder = Plans.Prepare(2);
        Pictures.Random(4, 4, 1, 7).Save(folder["in", "01.PNG"]);
        Assert.AreEqual(3, (await Plans.Make(folder, 3)).Images);
        Assert.IsEmpty(Directory.GetFiles(folder["out", ".ign"]));
    }

    [TestMethod]
    public async Task Another_model_under_the_path_is_refused()
    {
        using var folder = Plans.Prepare(2);
        var plan = await Plans.Make(folder, 1);
        File.WriteAllBytes(folder["model.onnx"], TestModels.Negative(1, 4, 4).Bytes.ToArray());
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => plan.RunAsync(0))).Message,
            "is not the model that the plan was made with");
        File.Delete(folder["model.onnx"]);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<RestorationStoppedException>(() => plan.RunAsync(0))).Message, "is not there");
        Assert.IsFalse(Directory.Exists(folder["plan", "shards"]));
    }

    [TestMethod]
    public async Task Shards_beyond_the_plan_are_refused()
    {
        using var folder = Plans.Prepare(2);
        var plan = await Plans.Make(folder, 2);
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => plan.RunAsync(2));
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => plan.RunAsync(-1));
    }

    [TestMethod]
    public void A_folder_without_a_plan_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<RestorationRefusedException>(() => ShardedPlan.Load(folder.Path));
        Assert.ThrowsExactly<RestorationRefusedException>(() => ShardedPlan.Load(folder["missing"]));
    }

    [TestMethod]
    [DataRow("format", "2")]
    [DataRow("format", "\"one\"")]
    [DataRow("surprise", "true")]
    [DataRow("model", "\"model.onnx\"")]
    [DataRow("input", "\"../in\"")]
    [DataRow("output", "null")]
    [DataRow("modelHash", "\"abc\"")]
    [DataRow("files", "12")]
    [DataRow("images", "-1")]
    [DataRow("shards", "[]")]
    [DataRow("shards", "[null]")]
    [DataRow("shards", "null")]
    [DataRow("options", "{}")]
    public async Task A_damaged_plan_is_not_read(string member, string value)
    {
        using var folder = Plans.Prepare(4);
        await Plans.Make(folder, 2);
        var json = JsonNode.Parse(File.ReadAllText(folder["plan", "plan.json"]))!;
        json[member] = JsonNode.Parse(value);
        File.WriteAllText(folder["plan", "plan.json"], json.ToJsonString());
        Assert.ThrowsExactly<IgnFormatException>(() => ShardedPlan.Load(folder["plan"]));
    }

    [TestMethod]
    [DataRow("offset", "1")]
    [DataRow("length", "0")]
    [DataRow("length", "9000000000000000000")]
    [DataRow("hash", "\"../../../../etc/passwd\"")]
    [DataRow("images", "0")]
    [DataRow("files", "2147483647")]
    [DataRow("bytes", "-5")]
    public async Task A_damaged_part_is_not_read(string member, string value)
    {
        using var folder = Plans.Prepare(4);
        await Plans.Make(folder, 2);
        var json = JsonNode.Parse(File.ReadAllText(folder["plan", "plan.json"]))!;
        json["shards"]![1]![member] = JsonNode.Parse(value);
        File.WriteAllText(folder["plan", "plan.json"], json.ToJsonString());
        Assert.ThrowsExactly<IgnFormatException>(() => ShardedPlan.Load(folder["plan"]));
    }

    [TestMethod]
    public void Text_that_is_no_json_is_not_a_plan()
    {
        using var folder = new TemporaryFolder();
        foreach (string text in (string[])["", "[]", "3", "null", "{", "{\"format\":1}", new string('[', 100_000)])
        {
            File.WriteAllText(folder["plan.json"], text);
            Assert.ThrowsExactly<IgnFormatException>(() => ShardedPlan.Load(folder.Path), text);
        }
    }
}
