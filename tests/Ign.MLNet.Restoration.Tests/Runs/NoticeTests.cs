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

    private static TemporaryFolder Prepare()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 4; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i}.png"]);
        return folder;
    }
}
