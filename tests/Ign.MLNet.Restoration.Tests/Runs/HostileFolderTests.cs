using System.Diagnostics;
using System.Text;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Folders as people and programs leave them: every file ends as one line, and the rest is restored.</summary>
[TestClass]
public sealed class HostileFolderTests
{
    private static readonly IgnModel s_model = TestModels.Seeded(1, 8, 8);

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task Any_name_that_a_file_system_allows_is_kept()
    {
        using var folder = new TemporaryFolder();
        string[] names =
        [
            "line\nbreak.png", "tab\t.png", "-rf.png", "$(touch x).png", "a'b\"c`.png", "back\\slash.png", "ünï 日本 😀.png", "e\u0301.png", "é.png", " lead.png",
            "trail .png",
            "esc\u001b[2J.png", "%s%n.png", "<script>.png", "a.png.partial.png", $"{new string('n', 251)}.png", $"{new string('ü', 125)}.png",
        ];
        folder.Folder("in", "su\nb");
        foreach (string name in names) Pictures.Random(8, 8, 1, name.Length).Save(folder["in", "x.png"], folder["in", name]);
        Pictures.Random(8, 8, 1).Save(folder["in", "x.png"], folder["in", "su\nb", "deep.png"]);

        var result = await (Jobs.Make(folder, s_model) with { ReportFolder = folder["report"] }).RunAsync();

        Assert.AreEqual((names.Length + 1, 0, 0), (result.Done, result.Skipped, result.Failed), string.Join("; ", result.Summary.Failures));
        CollectionAssert.AreEqual(Jobs.FilesBelow(folder["in"]), Jobs.FilesBelow(folder["out"]));
        Assert.HasCount(names.Length + 1, File.ReadAllLines(folder["report", "report.jsonl"]));
        var again = await Jobs.Run(folder, s_model);
        Assert.AreEqual(names.Length + 1, again.Summary.UpToDate);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task A_name_that_is_no_text_fails_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(8, 8, 1).Save(folder["in", "good.png"]);
        using (var copy = Process.Start("bash", ["-c", $"cp {folder["in", "good.png"]} {folder["in"]}/$'bad\\xff\\xfe.png'"])) await copy.WaitForExitAsync();
        var result = await Jobs.Run(folder, s_model);
        // .NET cannot even delete it.
        using (var delete = Process.Start("rm", ["-r", folder["in"]])) await delete.WaitForExitAsync();
        Assert.AreEqual((1, 1), (result.Done, result.Failed));
        StringAssert.Contains(result.Summary.Failures[0].Reason, "not valid UTF-8");
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public async Task What_only_looks_like_a_file_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "folder.png");
        Pictures.Random(8, 8, 1).Save(folder["in", "good.png"]);
        using (var pipe = Process.Start("mkfifo", [folder["in", "pipe.png"]])) await pipe.WaitForExitAsync();
        File.CreateSymbolicLink(folder["in", "endless.png"], "/dev/zero");
        File.CreateSymbolicLink(folder["in", "to-pipe.png"], folder["in", "pipe.png"]);
        File.CreateSymbolicLink(folder["in", "self.png"], folder["in", "self.png"]);
        File.CreateSymbolicLink(folder["in", "linked.png"], folder["in", "good.png"]);
        var result = await Jobs.Run(folder, s_model).WaitAsync(TimeSpan.FromMinutes(15)); // only a hang lasts that long, whatever the machine
        Assert.AreEqual((2, 4), (result.Done, result.Failed), string.Join("; ", result.Summary.Failures));
        CollectionAssert.AreEqual((string[])["good.png", "linked.png"], Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task Files_that_vanish_shrink_or_change_while_it_runs_fail_or_pass_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 60; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"{i:D2}.png"]);
        bool begun = false;
        var result = await (Jobs.Make(folder, s_model) with { Threads = 1, Inference = new IgnProjectorOptions { BatchSize = 1, IntraOpThreads = 1 } })
            .RunAsync(_ =>
            {
                if (begun) return;
                begun = true;
                File.Delete(folder["in", "59.png"]);
                File.WriteAllBytes(folder["in", "58.png"], File.ReadAllBytes(folder["in", "58.png"])[..40]);
                Pictures.Random(8, 8, 1, 99).Save(folder["in", "57.png"]);
            });
        Assert.AreEqual((58, 2), (result.Done, result.Failed), string.Join("; ", result.Summary.Failures));
        StringAssert.Contains(result.Items[59].Reason, "gone since the folder was listed");
        Assert.HasCount(58, Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task Odd_and_broken_images_of_all_kinds_end_as_one_line_each()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        var whole = Whole();
        int files = 0;
        foreach (var (name, bytes) in whole)
        {
            Put(name, bytes);
            foreach (int percent in (int[])[0, 1, 10, 50, 90, 99]) Put($"cut{percent}-{name}", bytes[..(bytes.Length * percent / 100)]);
            var noise = (byte[])bytes.Clone();
            new Random(1).NextBytes(noise.AsSpan(noise.Length / 3));
            Put($"noise-{name}", noise);
            Put($"{name}.jpg", bytes); // a wrong name
        }
        Put("zeros.png", new byte[5000]);
        Put("text.tif", Encoding.UTF8.GetBytes("This is no picture."));

        var result = await (Jobs.Make(folder, s_model) with
        {
            Fit = FitMode.Tile,
            ReportFolder = folder["report"],
            Limits = new ImageLimits { MaxPixels = 500_000 }
        }).RunAsync();

        Assert.AreEqual(files, result.Total);
        Assert.AreEqual(files, result.Done + result.Failed);
        Assert.HasCount(files, result.Items.Select(i => i.Path).Distinct());
        Assert.HasCount(files, File.ReadAllLines(folder["report", "report.jsonl"]));
        CollectionAssert.AreEqual(result.Items.Where(i => i.Outcome == RestorationOutcome.Done).Select(i => i.Output).ToArray(),
            Jobs.FilesBelow(folder["out"]));
        foreach (var (name, _) in whole.Where(w => w.Name is not ("frames.webp" or "pages.tif" or "anim.gif.png")))
        {
            Assert.AreEqual(RestorationOutcome.Done, Of(name).Outcome, Of(name).Reason);
            Assert.AreEqual(RestorationOutcome.Done, Of($"{name}.jpg").Outcome, Of($"{name}.jpg").Reason);
            Assert.AreEqual(RestorationOutcome.Failed, Of($"cut50-{name}").Outcome, name);
        }
        StringAssert.Contains(Of("frames.webp").Reason, "pages or frames");
        StringAssert.Contains(Of("pages.tif").Reason, "pages or frames");
        StringAssert.Contains(Of("anim.gif.png").Reason, "no frames in GIF");
        foreach (var item in result.Items.Where(i => i.Outcome == RestorationOutcome.Failed)) Assert.IsFalse(item.Reason!.Any(char.IsControl), item.Reason);

        RestorationItem Of(string path) => result.Items.Single(i => i.Path == path);
        void Put(string name, byte[] bytes)
        {
            File.WriteAllBytes(folder["in", name], bytes);
            files++;
        }
    }

    /// <summary>One whole image of every kind.</summary>
    private static IReadOnlyList<(string Name, byte[] Bytes)> Whole()
    {
        var colour = Pictures.Random(20, 30, 3);
        var frames = Pictures.Random(8, 16, 3).Mutate(m => m.Set(GValue.GIntType, "page-height", 8));
        return
        [
            ("plain.png", colour.PngsaveBuffer()),
            ("palette.png", Pictures.Smooth(20, 30, 3).PngsaveBuffer(palette: true)),
            ("mono.png", Pictures.Random(20, 30, 1).PngsaveBuffer(bitdepth: 1)),
            ("deep.png", Pictures.Random16(20, 30, 3).PngsaveBuffer()),
            ("alpha.png", Pictures.Random(20, 30, 4).PngsaveBuffer()),
            ("interlaced.png", colour.PngsaveBuffer(interlace: true)),
            ("plain.jpg", colour.JpegsaveBuffer()),
            ("progressive.jpg", colour.JpegsaveBuffer(interlace: true)),
            ("ink.jpg", colour.Colourspace(Enums.Interpretation.Cmyk).JpegsaveBuffer()),
            ("plain.webp", colour.WebpsaveBuffer()),
            ("lossless.webp", Pictures.Random(20, 30, 4).WebpsaveBuffer(lossless: true)),
            ("plain.tif", colour.TiffsaveBuffer()),
            ("deflate.tif", Pictures.Random16(20, 30, 1).TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate)),
            ("plain.bmp", new BmpFile(20, 30, 3, colour.WriteToMemory<byte>()).Encode()),
            ("wide.png", Pictures.Random(20_000, 1, 1).PngsaveBuffer()),
            ("tall.png", Pictures.Random(1, 20_000, 3).PngsaveBuffer()),
            ("dot.png", Pictures.Random(1, 1, 1).PngsaveBuffer()),
            ("frames.webp", frames.WebpsaveBuffer()),
            ("pages.tif", frames.TiffsaveBuffer()),
            ("anim.gif.png", [.. "GIF89a"u8, .. new byte[200]]),
        ];
    }
}
