using Ign.MLNet.Imaging;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class TrainingPhotosTests
{
    [TestMethod]
    public void Squares_of_pixels_become_their_mean()
    {
        using var folder = new PhotoFolder();
        byte[] pixels = [.. Enumerable.Range(0, 5 * 4 * 3).Select(i => (byte)(4 * i))];
        folder.Save("clean/a.png", pixels, 5, 4, 3);
        using var cache = Cache(folder, shrink: 2);
        Assert.AreEqual((2, 2), (cache.Photos[0].Width, cache.Photos[0].Height)); // the fifth column fills no square
        var read = new byte[12];
        cache.Read(cache.Photos[0], 0, 0, 2, 2, read);
        int Mean(int y, int x, int c) =>
            (int)Math.Round(new[] { (0, 0), (0, 1), (1, 0), (1, 1) }.Average(d => pixels[((((2 * y) + d.Item1) * 5) + (2 * x) + d.Item2) * 3 + c]));
        for (int i = 0; i < 12; i++) Assert.AreEqual(Mean(i / 6, i / 3 % 2, i % 3), read[i], 1);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Any_number_of_threads_makes_the_same_cache(int shrink)
    {
        using var folder = new PhotoFolder();
        // Most are so large that arrays are used again.
        for (int i = 0; i < 12; i++) folder.WriteBusy($"clean/{i}.{(i % 2 == 0 ? "png" : "jpg")}", i % 4 == 3 ? 90 - i : 600, 600, seed: i);
        foreach (int i in (int[])[3, 4, 9])
            File.WriteAllBytes(folder["clean", $"broken{i}.jpg"], File.ReadAllBytes(folder["clean", $"{i}.{(i % 2 == 0 ? "png" : "jpg")}"])[..^500]);
        folder.Save("clean/glass.png", [.. Enumerable.Range(0, 20 * 10 * 4).Select(i => (byte)(i * 7))], 20, 10, 4);
        byte[][] caches = [.. ((int[])[1, 2, 5]).Select(threads =>
        {
            string file = folder["cache", $"{threads}.pixels"];
            using var cache = PixelCache.Open(folder["clean"], file, shrink, new ImageLimits(), threads);
            Assert.AreEqual((13, 3), (cache.Photos.Count, cache.Broken.Count));
            return File.ReadAllBytes(file);
        })];
        CollectionAssert.AreEqual(caches[0], caches[1]);
        CollectionAssert.AreEqual(caches[0], caches[2]);
    }

    [TestMethod]
    public void Decoded_photographs_are_used_again_until_a_file_changes_or_the_cache_is_damaged()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/a.png", 20, 20, blue: 1);
        folder.Write("clean/b.png", 30, 20, blue: 2);
        Assert.AreEqual(2, Decoded(folder));
        Assert.AreEqual(0, Decoded(folder));
        folder.Write("clean/b.png", 31, 20, blue: 3);
        Assert.AreEqual(2, Decoded(folder));
        string file = folder["cache", "pixels"];
        byte[] good = File.ReadAllBytes(file);
        foreach (int at in (int[])[0, 1000, good.Length - 200, good.Length - 12, good.Length - 1])
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            File.WriteAllBytes(file, bad);
            Assert.AreEqual(2, Decoded(folder), $"byte {at}");
            CollectionAssert.AreEqual(good, File.ReadAllBytes(file));
        }
        File.WriteAllBytes(file, good[..^1000]);
        Assert.AreEqual(2, Decoded(folder), "cut short");
        File.WriteAllBytes(file, []);
        Assert.AreEqual(2, Decoded(folder), "empty");
        Assert.AreEqual(2, Decoded(folder, shrink: 2), "another size");
    }

    [TestMethod]
    public void A_cache_that_is_cut_short_while_it_is_read_is_an_error_of_its_own()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/a.png", 40, 40, blue: 1);
        using var cache = Cache(folder);
        using (var file = new FileStream(folder["cache", "pixels"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(100);
        StringAssert.Contains(Assert.ThrowsExactly<EndOfStreamException>(() => cache.Read(cache.Photos[0], 0, 0, 40, 40, new byte[4800])).Message,
            "start again");
    }

    [TestMethod]
    public void Files_that_cannot_be_used_are_named_and_refused_or_left_out()
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/a.png", 40, 40, blue: 1);
        folder.Write("clean/thin.png", 400, 15, blue: 1);
        File.WriteAllText(folder["clean", "text.jpg"], "no image");
        string message = Assert.ThrowsExactly<InvalidDataException>(() => folder.Open(smallest: 16)).Message;
        StringAssert.Contains(message, "text.jpg");
        StringAssert.Contains(message, "1 more file");
        using var photos = folder.Open(smallest: 16, leaveOut: true);
        Assert.AreEqual((1, 1600L), (photos.Count, photos.Pixels));
        Assert.HasCount(2, photos.LeftOut);
        StringAssert.Contains(photos.LeftOut[1], "400x15 pixels, less than a crop of 16x16");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => folder.Open(smallest: 64, leaveOut: true)).Message,
            "no photograph that can be trained on");
    }

    [TestMethod]
    [DataRow("bad/b.png", "clean/a.png' has no damaged version in")]
    [DataRow("bad/a.png bad/b.png", "bad/b.png' has no clean version in")]
    [DataRow("bad/a.png:41", "a.png' has 40x30 pixels, but its damaged version")]
    [DataRow("bad/a.png bad/a.tif", "differ by their extension only")]
    [DataRow("bad/A.png", "has no damaged version")]
    public void Pairs_that_do_not_fit_are_said_in_one_sentence(string files, string expected)
    {
        using var folder = new PhotoFolder();
        folder.Write("clean/a.png", 40, 30, blue: 1);
        foreach (string file in files.Split(' ')) folder.Write(file.Split(':')[0], file.Contains(':', StringComparison.Ordinal) ? 41 : 40, 30, blue: 1);
        string message = Assert.ThrowsExactly<InvalidDataException>(() => folder.Open(damaged: "bad")).Message;
        StringAssert.Contains(message.Replace('\\', '/'), expected);
        Assert.DoesNotContain('\n', message);
    }

    private static PixelCache Cache(PhotoFolder folder, int shrink = 1) =>
        PixelCache.Open(folder["clean"], folder["cache", "pixels"], shrink, new ImageLimits());

    private static int Decoded(PhotoFolder folder, int shrink = 1)
    {
        var counter = new Counter();
        PixelCache.Open(folder["clean"], folder["cache", "pixels"], shrink, new ImageLimits(), progress: counter).Dispose();
        return counter.Count;
    }

    private sealed class Counter : IProgress<int>
    {
        internal int Count { get; private set; }

        public void Report(int value) => Count = value;
    }
}
