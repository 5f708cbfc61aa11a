using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ManifestTests
{
    [TestMethod]
    public async Task A_change_of_one_byte_is_noticed_by_its_shard_only()
    {
        using var folder = Plans.Prepare(8);
        var plan = await Plans.Make(folder, 2);
        byte[] bytes = File.ReadAllBytes(folder["plan", "manifest.jsonl"]);
        bytes[^5] ^= 1;
        File.WriteAllBytes(folder["plan", "manifest.jsonl"], bytes);
        Assert.IsNotEmpty(plan.Lines(0));
        Assert.ThrowsExactly<IgnFormatException>(() => plan.Lines(1));
        File.WriteAllBytes(folder["plan", "manifest.jsonl"], bytes[..^20]);
        Assert.ThrowsExactly<IgnFormatException>(() => plan.Lines(1));
    }

    // Each with the right hash: whoever changes the manifest can change plan.json as well.
    [TestMethod]
    [DataRow("""{"path":"../secret.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"/etc/secret.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"a/../../secret.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"a//b.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"./b.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"","shard":0,"bytes":1}""")]
    [DataRow("""{"path":null,"shard":0,"bytes":1}""")]
    [DataRow("""{"path":"a\u0000.png","shard":0,"bytes":1}""")]
    [DataRow("""{"path":"a.png","shard":1,"bytes":1}""")]
    [DataRow("""{"path":"a.png","shard":0,"bytes":-1}""")]
    [DataRow("""{"path":"a.png","shard":0}""")]
    [DataRow("""{"path":"a.png","shard":0,"outcome":"done"}""")]
    [DataRow("""{"path":"a.png","shard":0,"bytes":1,"outcome":"skipped"}""")]
    [DataRow("""{"path":"a.png","shard":0,"bytes":1,"extra":1}""")]
    [DataRow("null")]
    [DataRow("{")]
    public void Hostile_lines_are_refused(string line) => Refused(line);

    [TestMethod]
    public void Lines_that_are_twice_or_out_of_order_are_refused()
    {
        const string A = """{"path":"a.png","shard":0,"bytes":1}""", B = """{"path":"b.png","shard":0,"bytes":1}""";
        Refused($"{A}\n{A}");
        Refused($"{B}\n{A}");
        using var folder = new TemporaryFolder();
        Assert.HasCount(2, Read(folder, $"{A}\n{B}"));
    }

    [TestMethod]
    public void Names_of_all_kinds_survive()
    {
        using var folder = new TemporaryFolder();
        string[] paths = ["a b.png", "a\"b.png", "a\nb.png", "ä/Ω/猫.png", "😀.png", "\u001b[2J.png", ".../a.png", "<&'>.png"];
        var lines = paths.Order(StringComparer.Ordinal).Select(p => new ManifestLine(p, 0, 1)).ToList();
        var part = Manifest.Write(folder["manifest.jsonl"], lines).Single();
        CollectionAssert.AreEqual(lines, Manifest.Read(folder["manifest.jsonl"], part, 0).ToList());
        Assert.AreEqual(paths.Length, File.ReadLines(folder["manifest.jsonl"]).Count());
    }

    [TestMethod]
    public void Images_are_limited_and_what_is_left_out_is_not()
    {
        ManifestLine Image(int i) => new($"{i:D8}.png", 0, 1);
        ManifestLine Other(int i) => new($"{i:D8}.txt", 0, null, RestorationOutcome.Skipped, "not an image");
        Manifest.CheckNew([.. Enumerable.Range(0, Manifest.MaxPartImages).Select(Image), Other(int.MaxValue - 1)]);
        Manifest.CheckNew([Image(0), .. Enumerable.Range(1, Manifest.MaxPartImages + 1).Select(Other)]);
        StringAssert.Contains(Assert.ThrowsExactly<RestorationRefusedException>(() =>
            Manifest.CheckNew([.. Enumerable.Range(0, Manifest.MaxPartImages + 1).Select(Image)])).Message, "choose more shards");
    }

    [TestMethod]
    public void What_could_not_be_read_again_is_not_written()
    {
        ManifestLine image = new("a.png", 0, 1);
        ManifestLine[][] wrong = [[image, image], [new("b.png", 0, 1), image], [new("../a.png", 0, 1)], [new("a.png", 0)],
            [new("b.png", 0, 1), new("a.png", 1, 1)]];
        foreach (var lines in wrong) Assert.ThrowsExactly<RestorationRefusedException>(() => Manifest.CheckNew(lines));
    }

    private static void Refused(string lines)
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<IgnFormatException>(() => Read(folder, lines));
    }

    private static IReadOnlyList<ManifestLine> Read(TemporaryFolder folder, string lines)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(lines + "\n");
        File.WriteAllBytes(folder["manifest.jsonl"], bytes);
        int count = lines.Split('\n').Length;
        return Manifest.Read(folder["manifest.jsonl"], new PlanPart(0, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), count, count, count), 0);
    }
}
