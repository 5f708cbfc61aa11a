using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>What nobody asked about is told also without a report, and nothing is changed for it.</summary>
[TestClass]
public sealed class NoticeTests
{
    private static readonly IgnModel s_model = TestModels.Seeded(1, 8, 8);

    [TestMethod]
    public async Task Images_that_were_left_alone_are_counted_with_an_example()
    {
        using var folder = Prepare();
        folder.Folder("out");
        foreach (string name in (string[])["1.png", "2.png"]) File.WriteAllText(folder["out", name], "somebody's");
        var result = await Jobs.Make(folder, s_model).RunAsync();
        Assert.AreEqual((2, 2, 0), (result.Done, result.Skipped, result.Summary.UpToDate));
        var notice = result.Summary.Notices.Single();
        Assert.AreEqual((RestorationNoticeKind.LeftAlone, 2), (notice.Kind, notice.Count));
        StringAssert.Contains(notice.Text, "the output exists already");
        Assert.AreEqual("somebody's", File.ReadAllText(folder["out", "1.png"]));
    }

    [TestMethod]
    public async Task Results_whose_inputs_are_gone_are_counted_and_stay()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, s_model) with { ReportFolder = folder["report"] };
        Assert.IsEmpty((await options.RunAsync()).Summary.Notices);
        File.Delete(folder["in", "1.png"]);
        File.Delete(folder["in", "2.png"]);
        File.Delete(folder["out", "2.png"]); // without a result there is nothing to tell
        var notice = (await (options with { Exclude = ["3.png"] }).RunAsync()).Summary.Notices.Single();
        Assert.AreEqual(new RestorationNotice(RestorationNoticeKind.InputGone, 1, "1.png"), notice);
        Assert.IsTrue(File.Exists(folder["out", "1.png"]));
        StringAssert.Contains(File.ReadAllText(folder["report", "summary.json"]), "\"kind\": \"input_gone\"");
        StringAssert.Contains(File.ReadAllText(folder["report", "report.html"]), "1 result without an input");
    }

    [TestMethod]
    public async Task The_same_name_made_from_another_input_is_no_result_without_one()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, s_model) with { Format = ImageFormat.WebP, Overwrite = true };
        await options.RunAsync();
        File.Delete(folder["in", "1.png"]);
        Pictures.Random(8, 8, 1, 9).Save(folder["in", "1.tif"]);
        Assert.IsEmpty((await options.RunAsync()).Summary.Notices);
    }

    [TestMethod]
    public async Task Lines_of_the_journal_that_cannot_be_read_are_counted_with_the_first()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, s_model) with { Threads = 1 };
        await options.RunAsync();
        string journal = folder["out", ".ign", "journal.jsonl"];
        string[] lines = File.ReadAllLines(journal);
        (lines[1], lines[2]) = ("garbage", lines[2][..20]);
        File.WriteAllText(journal, string.Join('\n', lines) + "\n{\"torn");
        var result = await options.RunAsync();
        var notices = result.Summary.Notices.ToDictionary(n => n.Kind);
        Assert.AreEqual((2, "2"), (notices[RestorationNoticeKind.JournalDamaged].Count, notices[RestorationNoticeKind.JournalDamaged].Example));
        Assert.AreEqual(2, notices[RestorationNoticeKind.LeftAlone].Count);
    }

    [TestMethod]
    public async Task A_rehearsal_tells_them_before_and_the_run_the_same_ones_after()
    {
        using var folder = Prepare();
        var options = Jobs.Make(folder, s_model) with { Threads = 1 };
        Assert.IsEmpty(await Rehearse(options));
        await options.RunAsync();
        Assert.IsEmpty(await Rehearse(options));
        File.Delete(folder["in", "0.png"]);
        File.WriteAllText(folder["out", "1.png"], "retouched by hand");
        Pictures.Random(8, 8, 1, 9).Save(folder["in", "4.png"]);
        File.WriteAllText(folder["out", "4.png"], "somebody's");
        File.AppendAllText(folder["out", ".ign", "journal.jsonl"], "garbage\n");
        var before = await Rehearse(options);
        CollectionAssert.AreEquivalent((RestorationNoticeKind[])[RestorationNoticeKind.JournalDamaged, RestorationNoticeKind.LeftAlone,
            RestorationNoticeKind.InputGone], before.Select(n => n.Kind).ToArray());
        Assert.AreEqual(2, before.Single(n => n.Kind == RestorationNoticeKind.LeftAlone).Count);
        CollectionAssert.AreEqual((await options.RunAsync()).Summary.Notices.ToArray(), before);
    }

    [TestMethod]
    public async Task Damage_that_was_tolerated_is_told_on_the_item_on_the_page_and_after_the_run()
    {
        using var folder = Prepare();
        byte[] jpeg = Pictures.Random(64, 48, 3).JpegsaveBuffer();
        File.WriteAllBytes(folder["in", "cut.jpg"], [.. jpeg[..^200], 0xff, 0xd9, .. jpeg[^200..]]);
        var options = Jobs.Make(folder, TestModels.Seeded(1, 8, 8)) with { Fit = Networks.FitMode.Tile, ReportFolder = folder["report"] };
        const string Note = "damaged: the decoder has filled or left out what it could not read (Corrupt JPEG data: premature end of data segment)";

        var result = await options.RunAsync();

        Assert.AreEqual(Note, result.Items.Single(i => i.Path == "cut.jpg").Reason);
        Assert.AreEqual(new RestorationNotice(RestorationNoticeKind.Noted, 1, "cut.jpg", Note), result.Summary.Notices.Single());
        StringAssert.Contains(File.ReadAllText(folder["report", "report.html"]), $"<th scope=\"row\">{Note}</th>\n<td class=\"figure\">1</td>");
        StringAssert.Contains(File.ReadAllText(folder["report", "report.jsonl"]), Note);
        Assert.AreEqual($"up to date ({Note})", (await options.RunAsync()).Items.Single(i => i.Path == "cut.jpg").Reason);
    }

    private static async Task<RestorationNotice[]> Rehearse(RestorationOptions options)
    {
        var notices = new List<RestorationNotice>();
        await using var job = await RestorationJob.OpenAsync(options);
        Assert.IsNotEmpty(job.Preview(new Inline<RestorationNotice>(notices.Add)).ToArray());
        return [.. notices];
    }

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 4; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i}.png"]);
        return folder;
    }
}
