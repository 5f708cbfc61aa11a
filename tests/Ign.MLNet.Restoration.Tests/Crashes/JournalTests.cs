using System.Text;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class JournalTests
{
    [TestMethod]
    public void The_last_entry_of_a_path_counts_and_every_name_comes_back()
    {
        using var folder = new TemporaryFolder();
        string[] paths = ["a.png", "sub/ä \"quoted\".png", "line\nbreak.png", "tab\t\\.png", "😀.png"];
        using (var journal = Open(folder))
        {
            foreach (string path in paths) journal.Add(Entry(path, "old"));
            foreach (string path in paths) journal.Add(Entry(path, "new"));
        }
        using var read = Open(folder);
        foreach (string path in paths) Assert.AreEqual(("new", path), (read.Find(path, path)!.Key, read.Find(path, path)!.Item.Path));
        Assert.IsNull(read.Find("b.png", "b.png"));
        Assert.IsNull(read.Find("a.png", "a.webp"));
        Assert.HasCount(2 * paths.Length, File.ReadAllLines(folder["journal.jsonl"]));
    }

    [TestMethod]
    public void A_torn_last_line_is_cut_off_wherever_it_was_torn()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder))
        {
            journal.Add(Entry("a.png", "first"));
            journal.Add(Entry("b.png", "second"));
        }
        byte[] whole = File.ReadAllBytes(folder["journal.jsonl"]);
        int first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = first; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder["journal.jsonl"], whole[..length]);
            using (var torn = Open(folder))
            {
                Assert.AreEqual("first", torn.Find("a.png", "a.png")!.Key);
                Assert.IsNull(torn.Find("b.png", "b.png"));
                torn.Add(Entry("c.png", "third"));
            }
            using var read = Open(folder);
            Assert.AreEqual(("first", "third"), (read.Find("a.png", "a.png")!.Key, read.Find("c.png", "c.png")!.Key), $"torn at {length}");
        }
    }

    [TestMethod]
    public void Lines_that_are_none_are_passed_over()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder)) journal.Add(Entry("a.png", "key"));
        string line = File.ReadAllText(folder["journal.jsonl"]);
        File.WriteAllText(folder["journal.jsonl"], $"\0\0\0\n{{}}\n[1]\nnull\n{line}{{\"key\":\"k\",\"item\":null}}\n\n");
        using var read = Open(folder);
        Assert.AreEqual("key", read.Find("a.png", "a.png")!.Key);
    }

    [TestMethod]
    public void Many_threads_write_whole_lines()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder)) Parallel.For(0, 500, i => journal.Add(Entry($"{i}.png", $"{i}")));
        using var read = Open(folder);
        for (int i = 0; i < 500; i++) Assert.AreEqual($"{i}", read.Find($"{i}.png", $"{i}.png")!.Key);
    }

    [TestMethod]
    public void Temporary_names_are_told_from_those_of_people_and_of_other_shards()
    {
        Assert.IsTrue(OutputWriter.IsTemporary("/out/.a.png.0123abcd.partial", ""));
        Assert.IsTrue(OutputWriter.IsTemporary("/out/.a.b.png.s0030123abcd.partial", "s003"));
        Assert.IsTrue(OutputWriter.IsTemporary("/out/.a.b.png.s0030123abcd.partial", ""));
        Assert.IsFalse(OutputWriter.IsTemporary("/out/.a.b.png.s0040123abcd.partial", "s003"));
        Assert.IsFalse(OutputWriter.IsTemporary("/out/a.png.0123abcd.partial", ""));
        Assert.IsFalse(OutputWriter.IsTemporary("/out/.a.png.0123ABCD.partial", ""));
        Assert.IsFalse(OutputWriter.IsTemporary("/out/.a.partial", ""));
        Assert.IsFalse(OutputWriter.IsTemporary("/out/.a.png.0123abcd", ""));
    }

    private static RestorationJournal Open(TemporaryFolder folder) => RestorationJournal.Open(new FileOperations(), folder["journal.jsonl"]);

    private static JournalEntry Entry(string path, string key) => new(key, path, 5, new RestorationItem(path, RestorationOutcome.Done)
    {
        Output = path,
        InputHash = new string('a', 64),
        Quality = new RestorationQuality(0, null),
        Times = new RestorationTimes(1, 2.5, 3),
    });
}
