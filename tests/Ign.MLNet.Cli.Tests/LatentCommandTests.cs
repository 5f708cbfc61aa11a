using System.Text.Json;
using System.Xml.Linq;
using NetVips;

namespace Ign.MLNet.Cli.Tests;

/// <summary><c>ign interpolate</c>, <c>arithmetic</c>, <c>project</c> and <c>trajectory</c>.</summary>
[TestClass]
public sealed class LatentCommandTests
{
    // Between images and around the picture, and between groups.
    private const int Gap = 2, GroupGap = 10;

    [TestMethod]
    [DataRow("f", 3)]
    [DataRow("z,f,ff", 9)]
    public async Task Interpolate_writes_a_row_for_each_pair_and_application(string show, int rows)
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(1, 8, 6, "gaussian");
        string[] command = ["interpolate", "--model", model, "--out", folder["x.png"], "--rows", "3", "--steps", "4", "--show", show, "--scale", "2"];
        Assert.AreEqual(ExitCode.Done, (await Run(command)).Code);
        using var picture = Open(folder["x.png"]);
        int groups = rows > 3 ? 2 * GroupGap : 0;
        Assert.AreEqual((Gap + (4 * (12 + Gap)), Gap + (rows * (16 + Gap)) + groups), (picture.Width, picture.Height));

        byte[] first = File.ReadAllBytes(folder["x.png"]);
        await Run(command);
        CollectionAssert.AreEqual(first, File.ReadAllBytes(folder["x.png"]));
        await Run([.. command, "--spherical"]);
        CollectionAssert.AreNotEqual(first, File.ReadAllBytes(folder["x.png"]));
        await Run([.. command, "--seed", "5"]);
        CollectionAssert.AreNotEqual(first, File.ReadAllBytes(folder["x.png"]));
    }

    [TestMethod]
    public async Task A_model_that_knows_labels_works_without_one()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteLabelledModel();
        File.WriteAllBytes(folder["in.png"], TestFiles.Png(8, 8, 1));
        foreach (string[] command in (string[][])
        [
            ["interpolate", "--model", model, "--out", folder["i.png"]],
            ["arithmetic", "--model", model, "--out", folder["a.png"], "--positive", "1", "--negative", "2", "--base", "3"],
            ["project", "--model", model, "--out", folder["p.png"], "--in", folder["in.png"]],
            ["trajectory", "--model", model, "--out", folder["t"], "--data", folder["in.png"], "--applications", "3"],
        ])
        {
            var result = await Run(command);
            Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error), command[0]);
        }
    }

    [TestMethod]
    public async Task Arithmetic_takes_the_numbers_of_generate()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(1, 8, 8, "gaussian");
        await Run("generate", "--model", model, "--out", folder["generated"], "--count", "12", "--seed", "3", "--images");
        await Run("arithmetic", "--model", model, "--out", folder["x.png"], "--positive", "11", "--negative", "5", "--base", "2,0", "--seed", "3",
            "--scale", "1");
        using var picture = Open(folder["x.png"]);
        Assert.AreEqual((Gap + (4 * (8 + Gap)), Gap + (2 * (8 + Gap))), (picture.Width, picture.Height));
        foreach (var (column, row, number) in ((int, int, int)[])[(0, 0, 11), (1, 0, 5), (2, 0, 2), (2, 1, 0), (0, 1, 11)])
        {
            using var part = picture.Crop(Gap + (column * (8 + Gap)), Gap + (row * (8 + Gap)), 8, 8);
            using var grey = part.ExtractBand(0);
            using var generated = Open(folder["generated", $"{number:D6}.png"]);
            CollectionAssert.AreEqual(generated.WriteToMemory<byte>(), grey.WriteToMemory<byte>(), $"column {column}, row {row}");
        }
    }

    [TestMethod]
    [DataRow(1, "", 3)]
    [DataRow(3, "", 4)]
    [DataRow(3, "--gray", 1)]
    [DataRow(1, "--noise --mask", 2)]
    [DataRow(1, "--noise 0.7", 1)]
    [DataRow(1, "--sketch", 1)]
    public async Task Project_has_a_group_of_columns_for_each_damage(int channels, string flags, int groups)
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(channels, 8, 8);
        string[] command = ["project", "--model", model, "--in", folder.WriteIdx(9), "--out", folder["x.png"], "--count", "2", "--applications", "2",
            "--scale", "1"];
        var result = await Run([.. command, .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        using var picture = Open(folder["x.png"]);
        Assert.AreEqual((Gap + (groups * 4 * (8 + Gap)) + ((groups - 1) * GroupGap), Gap + (2 * (8 + Gap))), (picture.Width, picture.Height));
        if (flags.Contains("0.7", StringComparison.Ordinal)) StringAssert.Contains(result.Output, "gaussian-0.7");
        else if (flags.Contains("--noise", StringComparison.Ordinal)) StringAssert.Contains(result.Output, "gaussian-0.15, noise-patch");
    }

    [TestMethod]
    public async Task Project_takes_one_image_of_any_size()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.png"], TestFiles.Png(50, 31, 3));
        await Run("project", "--model", folder.WriteModel(3, 8, 8), "--in", folder["a.png"], "--out", folder["x.png"]);
        Assert.IsTrue(File.Exists(folder["x.png"]));
    }

    [TestMethod]
    public async Task Trajectory_writes_a_picture_a_chart_and_numbers()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel(1, 28, 28, "gaussian");
        var result = await Run("trajectory", "--model", model, "--data", folder.WriteIdx(9), "--out", folder["out"], "--applications", "6", "--count", "5",
            "--scale", "1");
        StringAssert.Contains(result.Output, "k = 0, 1, 2, 3, 5, 6");
        using var picture = Open(folder["out", "grid.png"]);
        Assert.AreEqual((Gap + (6 * (28 + Gap)), Gap + (12 * (28 + Gap)) + (2 * GroupGap)), (picture.Width, picture.Height));
        Assert.AreEqual("svg", XDocument.Parse(File.ReadAllText(folder["out", "drift.svg"])).Root!.Name.LocalName);
        using var json = JsonDocument.Parse(File.ReadAllText(folder["out", "trajectory.json"]));
        Assert.AreEqual(5, json.RootElement.GetProperty("images").GetInt32());
        Assert.AreEqual(6, json.RootElement.GetProperty("sets")[0].GetProperty("trajectory").GetProperty("step").GetArrayLength());
        Assert.HasCount(3, Directory.GetFiles(folder["out"]));
    }

    [TestMethod]
    public async Task Trajectory_of_noise_alone_needs_no_data()
    {
        using var folder = new TemporaryFolder();
        var result = await Run("trajectory", "--model", folder.WriteModel(1, 8, 8, "gaussian"), "--out", folder["out"], "--applications", "2", "--count", "1");
        Assert.DoesNotContain("clean", result.Output);
    }

    [TestMethod]
    public async Task A_model_without_a_noise_source_does_not_generate()
    {
        using var folder = new TemporaryFolder();
        string model = folder.WriteModel();
        foreach (string[] command in (string[][])[["interpolate"], ["arithmetic", "--positive", "1", "--negative", "2", "--base", "3"]])
        {
            var result = await IgnProcess.RunInside([.. command, "--model", model, "--out", folder["x.png"]]);
            result.ExpectError(ExitCode.Failed, $"ign {command[0]}", "cannot generate");
        }
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow("interpolate --out {0}/x.png")]
    [DataRow("arithmetic --out {0}/x.png --positive 1 --negative 2 --base 3")]
    [DataRow("project --in {0}/images-idx3-ubyte --out {0}/x.png")]
    [DataRow("trajectory --out {0}/out")]
    public async Task A_stop_leaves_nothing_behind(string line)
    {
        using var folder = new TemporaryFolder();
        using var stop = new StopSignals();
        stop.Stop(ExitCode.Interrupted);
        folder.WriteIdx(3);
        string model = folder.WriteModel(1, 8, 8, "gaussian");
        string[] before = Directory.GetFileSystemEntries(folder.Path);
        string[] command = [.. line.Split(' ').Select(a => a.Replace("{0}", folder.Path, StringComparison.Ordinal))];
        (await IgnProcess.RunInside(stop, [.. command, "--model", model])).ExpectError(ExitCode.Interrupted, $"ign {command[0]}", "interrupted");
        CollectionAssert.AreEquivalent(before, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow("interpolate")]
    [DataRow("arithmetic")]
    [DataRow("project")]
    [DataRow("trajectory")]
    public async Task Help_fits_a_terminal_of_100_columns(string command)
    {
        var help = await IgnProcess.RunInside(command, "--help");
        foreach (string line in help.Output.Split('\n')) Assert.IsLessThanOrEqualTo(100, line.TrimEnd().Length, line);
    }

    private static async Task<IgnResult> Run(params string[] command)
    {
        var result = await IgnProcess.RunInside(command);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        return result;
    }

    private static Image Open(string path) => Image.NewFromBuffer(File.ReadAllBytes(path));
}
