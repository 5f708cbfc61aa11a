using System.Text.Json;

namespace Ign.MLNet.Cli.Tests;

/// <summary><c>ign damage</c>, and <c>--damage</c> of <c>ign evaluate</c>.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DamageCommandTests
{
    [TestMethod]
    public async Task A_folder_is_damaged_by_a_preset()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in", "deep");
        File.WriteAllBytes(folder["in", "deep", "a.png"], TestFiles.Png(40, 30, 3));
        File.WriteAllBytes(folder["in", "b.png"], TestFiles.Png(40, 30, 1));
        var result = await IgnProcess.RunInside("damage", "--in", folder["in"], "--out", folder["out"], "--damage", "photo", "--seed", "2");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        StringAssert.Contains(result.Output, "2 images with photo, and out-contact.png and out-damage.jsonl");
        foreach (string file in (string[])["out/deep/a.png", "out/b.png", "out-contact.png", "out-damage.jsonl"])
            Assert.IsTrue(File.Exists(folder[file]), file);
        Assert.HasCount(2, Directory.GetFiles(folder["out"], "*", SearchOption.AllDirectories), "What is restored or trained on holds nothing but copies.");

        File.WriteAllText(folder["in", "c.png"], "no image at all, but long enough to look at");
        result = await IgnProcess.RunInside("damage", "--in", folder["in"], "--out", folder["out"], "--damage", "garments");
        result.ExpectError(ExitCode.SomeFailed, "ign damage", "'c.png' is not an image of a known format");
    }

    [TestMethod]
    [DataRow("phto", "--damage: Expected a JSON file or one of garments, jpeg, photo, scan, got 'phto'; did you mean 'photo'?")]
    [DataRow("bad.json", "bad.json': $.of[1]: sigma: expected 0..10, got -3..1.")]
    [DataRow("twice.json", "'gaussian-0.5' is measured already")]
    public async Task A_wrong_recipe_is_one_line(string recipe, string line)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        File.WriteAllText(folder["bad.json"], """{ "kind": "one_of", "of": [ { "kind": "grey" }, { "kind": "gaussian", "sigma": [-3, 1] } ] }""");
        File.WriteAllText(folder["twice.json"], """{ "kind": "gaussian", "sigma": 0.5 }""");
        if (recipe.EndsWith(".json", StringComparison.Ordinal)) recipe = folder[recipe];
        if (!recipe.Contains("twice", StringComparison.Ordinal))
            (await IgnProcess.RunInside("damage", "--in", folder["in"], "--out", folder["out"], "--damage", recipe))
                .ExpectError(ExitCode.WrongUsage, "ign damage", line);
        var evaluated = await IgnProcess.RunInside("evaluate", "--model", folder.WriteModel(1, 28, 28), "--data", folder.WriteIdx(4), "--damage", recipe);
        evaluated.ExpectError(ExitCode.WrongUsage, "ign evaluate", line);
    }

    [TestMethod]
    public async Task A_recipe_is_measured_beside_the_suite()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["mine.json"],
            """{ "kind": "sequence", "steps": [ { "kind": "blur", "sigma": [0.5, 1] }, { "kind": "gaussian", "sigma": 0.1 } ] }""");
        var result = await IgnProcess.RunInside("evaluate", "--model", folder.WriteModel(1, 28, 28), "--data", folder.WriteIdx(6), "--seeds", "5",
            "--count", "4",
            "--damage", folder["mine.json"], "--damage", "garments", "--json");
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        string?[] restored = [.. json.RootElement.GetProperty("restoration").EnumerateArray().Select(r => r.GetProperty("damage").GetString())];
        foreach (string name in (string[])["gaussian-0.5", "down-up-4", "mine", "garments"]) CollectionAssert.Contains(restored, name);
        CollectionAssert.Contains(json.RootElement.GetProperty("idempotence").EnumerateArray().Select(r => r.GetProperty("inputs").GetString()).ToArray(),
            "mine");
    }
}
