using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>Images that need no restoring, results part of the way, and what another run would change.</summary>
[TestClass]
public sealed class CleanTests
{
    // f(y) = -y: a level of 127 becomes 128, one of 100 becomes 155.
    private static readonly IgnModel s_negative = TestModels.Negative(1, 32, 32);

    [TestMethod]
    public async Task An_image_that_f_hardly_changes_goes_through_byte_for_byte()
    {
        using var folder = Prepared();
        var result = await Options(folder).RunAsync();
        Assert.AreEqual((3, 1, 0), (result.Done, result.Summary.Clean, result.Summary.Copied));
        var clean = result.Items.Single(i => i.Clean);
        Assert.AreEqual(("clean.png", "clean, left alone", false), (clean.Path, clean.Reason, clean.Copied));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder["in", "clean.png"]), File.ReadAllBytes(folder["out", "clean.png"]));
        Assert.IsEmpty(result.Summary.Notices);
    }

    [TestMethod]
    public async Task One_bad_place_in_a_large_clean_image_is_restored()
    {
        using var folder = Prepared();
        await Options(folder).RunAsync();
        byte[] restored = Files.Pixels(File.ReadAllBytes(folder["out", "spot.png"]));
        Assert.AreEqual(155, restored[(40 * 320) + 40]);
        Assert.AreEqual(128, restored[0]);
    }

    [TestMethod]
    public async Task How_much_is_clean_can_be_said()
    {
        using var folder = Prepared();
        Assert.AreEqual(0, (await (Options(folder) with { CleanBelow = 0 }).RunAsync()).Summary.Clean);
        Assert.AreEqual(3, (await (Options(folder) with { CleanBelow = 56 }).RunAsync()).Summary.Clean, "and what was made before is not up to date");
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Options(folder) with { CleanBelow = double.NaN }).RunAsync());
    }

    [TestMethod]
    public async Task A_clean_image_in_another_format_keeps_its_pixels()
    {
        using var folder = Prepared();
        var result = await (Options(folder) with { Format = ImageFormat.Tiff }).RunAsync();
        Assert.AreEqual(1, result.Summary.Clean);
        CollectionAssert.AreEqual(Files.Pixels(File.ReadAllBytes(folder["in", "clean.png"])), Files.Pixels(File.ReadAllBytes(folder["out", "clean.tif"])));
    }

    [TestMethod]
    public async Task The_strength_goes_part_of_the_way_or_not_at_all()
    {
        using var folder = Prepared();
        var half = await (Options(folder) with { Strength = 0.2f }).RunAsync();
        Assert.AreEqual(1, half.Summary.Clean, "what f would change counts, not what is left of it");
        Assert.AreEqual(111, Files.Pixels(File.ReadAllBytes(folder["out", "bad.png"]))[0]);

        var none = await (Options(folder) with { Strength = 0, Overwrite = true }).RunAsync();
        Assert.AreEqual((3, 3, 0), (none.Done, none.Summary.Copied, none.Summary.Clean));
        Assert.AreEqual("copied: the strength is 0", none.Items[0].Reason);
        foreach (string name in Jobs.FilesBelow(folder["in"]))
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["in", name]), File.ReadAllBytes(folder["out", name]));
        await Assert.ThrowsExactlyAsync<RestorationRefusedException>(() => (Options(folder) with { Strength = 1.5f }).RunAsync());
    }

    [TestMethod]
    public async Task The_share_that_another_run_changes_is_foretold()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(64, 64, 3).Save(folder["in", "a.png"]);
        var options = Jobs.Make(folder, TestModels.Seeded(3, 64, 64)) with { CleanBelow = 0, Strength = 0.02f };
        var item = (await options.RunAsync()).Items.Single();
        await (options with { InputFolder = folder["out"], OutputFolder = folder["again"] }).RunAsync();
        byte[] once = Files.Pixels(File.ReadAllBytes(folder["out", "a.png"])), twice = Files.Pixels(File.ReadAllBytes(folder["again", "a.png"]));
        double changed = once.Zip(twice).Count(p => p.First != p.Second) / (double)once.Length;
        Assert.IsTrue(changed is > 0.1 and < 0.9, $"{changed}: the example decides nothing.");
        Assert.AreEqual(changed, item.Quality!.Changed!.Value, 0.05);
    }

    // Twice the standard: the negative of 127 is a whole level away.
    private static RestorationOptions Options(TemporaryFolder folder) =>
        Jobs.Make(folder, s_negative) with { CleanBelow = 2 * RestorationOptions.StandardCleanBelow, Fit = FitMode.Tile, Overlap = 0 };

    private static TemporaryFolder Prepared()
    {
        var folder = new TemporaryFolder();
        folder.Folder("in");
        byte[] clean = [.. Enumerable.Repeat((byte)127, 320 * 320)], spot = [.. clean];
        for (int y = 32; y < 64; y++) spot.AsSpan((y * 320) + 32, 32).Fill(100);
        Pictures.From(clean, 320, 320, 1).Save(folder["in", "clean.png"]);
        Pictures.From(spot, 320, 320, 1).Save(folder["in", "spot.png"]);
        Pictures.From([.. Enumerable.Repeat((byte)100, 32 * 32)], 32, 32, 1).Save(folder["in", "bad.png"]);
        return folder;
    }
}
