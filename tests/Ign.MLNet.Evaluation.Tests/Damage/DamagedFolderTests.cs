using System.Text.Json;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class DamagedFolderTests
{
    private static readonly Damage s_damage = Damage.OneOf(new Gaussian((0.1f, 0.3f)), new Box(6), new DeadPixels(0.2f));

    [TestMethod]
    public void Copies_keep_the_tree_and_the_list_says_how_to_make_them_again()
    {
        using var folder = new TemporaryFolder();
        string clean = Write(folder, "in", ("a.png", 20, 30, 3), ("deep/er/b.png", 200, 170, 3), ("deep/grey.png", 24, 24, 1), ("glass.png", 16, 16, 4));
        File.WriteAllText(Path.Join(clean, "notes.txt"), "no image");
        File.WriteAllBytes(Path.Join(clean, "photo.jpg"), JpegRoundTrip.Encode(Pixels(40, 32, 3), 40, 32, 3, 95, true));
        var job = new DamagedFolder { Source = clean, Target = Path.Join(Path.GetDirectoryName(clean), "out"), Damage = s_damage, Seed = 3 };

        var done = job.Write();

        CollectionAssert.AreEqual(new[] { "a.png", "deep/er/b.png", "deep/grey.png", "glass.png", "photo.png" }, done.Select(d => d.Damaged).ToArray());
        string[] lines = File.ReadAllLines(job.Target + DamagedFolder.ListName);
        Assert.HasCount(5, lines);
        for (int i = 0; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.AreEqual(done[i].File, line.RootElement.GetProperty("file").GetString());
            Assert.AreEqual(done[i].Name, line.RootElement.GetProperty("name").GetString());
            var recipe = Damage.FromJson(line.RootElement.GetProperty("recipe").GetRawText());
            Assert.IsTrue(recipe.IsSettled);
            var (source, copy) = (Read(Path.Join(clean, done[i].File)), Read(Path.Join(job.Target, done[i].Damaged!)));
            bool grey = done[i].File.Contains("grey", StringComparison.Ordinal);
            var shape = new TensorShape(grey ? 1 : 3, source.Height, source.Width);
            float[] values = new float[shape.Size], expected = new float[shape.Size];
            int plane = source.Height * source.Width;
            for (int v = 0; v < values.Length; v++) values[v] = source.Pixels[v % plane * source.Bands + v / plane] / 127.5f - 1;
            recipe.Draw(values, expected, shape, line.RootElement.GetProperty("seed").GetUInt64());
            for (int v = 0; v < values.Length; v++)
                Assert.AreEqual(PixelRange.ToByte(expected[v]), copy.Pixels[v % plane * copy.Bands + v / plane], done[i].File);
            Assert.AreEqual(source.Bands, copy.Bands);
            if (source.Bands == 4) for (int v = 3; v < source.Pixels.Length; v += 4) Assert.AreEqual(source.Pixels[v], copy.Pixels[v], "transparency");
        }
        var contact = Read(job.Target + DamagedFolder.ContactName);
        Assert.IsGreaterThan(6 * 160, contact.Width);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public void Images_of_16_bits_keep_them(int bands)
    {
        const int Width = 20, Height = 30, Plane = Width * Height, BitDepth = 24;
        using var folder = new TemporaryFolder();
        var image = new Samples(Width, Height, new SampleLayout(bands < 3 ? 1 : 3, bands % 2 == 0, Wide: true), new byte[Plane * bands * 2]);
        new Random(bands).NextBytes(image.Data);
        string clean = Path.GetDirectoryName(folder.Write("in/a.png", PngWriter.Encode(image)))!;

        byte[] same = File.ReadAllBytes(Path.Join(Done(Damage.None).Target, "a.png"));
        CollectionAssert.AreEqual(File.ReadAllBytes(Path.Join(clean, "a.png")), same);
        Assert.AreEqual(16, same[BitDepth]);

        var damage = new Gaussian(0.1f);
        var (target, done) = Done(damage);
        var copy = ImageDecoder.ReadDeep(Path.Join(target, "a.png"), new ImageLimits());
        var shape = new TensorShape(image.Layout.ColourBands, Height, Width);
        float[] values = new float[shape.Size], expected = new float[shape.Size];
        for (int i = 0; i < values.Length; i++) values[i] = image[i % Plane * bands + i / Plane] / 32767.5f - 1;
        done.Recipe!.Draw(values, expected, shape, done.Seed);
        for (int i = 0; i < values.Length; i++)
            Assert.AreEqual(Math.Clamp((expected[i] + 1) * 32767.5, 0, 65535), copy[i % Plane * copy.Layout.Bands + i / Plane], 0.51);
        Assert.AreEqual(bands % 2 == 0, copy.Layout.HasAlpha);
        if (bands % 2 == 0) for (int i = 0; i < Plane; i++) Assert.AreEqual(image[(i + 1) * bands - 1], copy[(i + 1) * 4 - 1], "transparency");

        (string Target, DamagedFile File) Done(Damage damage)
        {
            var job = new DamagedFolder { Source = clean, Target = $"{clean}-{damage.Name}", Damage = damage };
            return (job.Target, job.Write()[0]);
        }
    }

    [TestMethod]
    public void The_damage_of_an_image_does_not_depend_on_the_others()
    {
        using var folder = new TemporaryFolder();
        string few = Write(folder, "few", ("b.png", 20, 20, 3)), many = Write(folder, "many", ("a.png", 9, 9, 3), ("b.png", 20, 20, 3), ("c.png", 9, 9, 3));
        byte[] alone = Copy(few, "b.png", 1);
        CollectionAssert.AreEqual(alone, Copy(many, "b.png", 1));
        CollectionAssert.AreNotEqual(alone, Copy(many, "b.png", 2));

        byte[] Copy(string source, string name, ulong seed)
        {
            string target = $"{source}-{seed}";
            new DamagedFolder { Source = source, Target = target, Damage = s_damage, Seed = seed }.Write();
            return File.ReadAllBytes(Path.Join(target, name));
        }
    }

    [TestMethod]
    public void A_broken_image_is_named_and_the_others_are_written()
    {
        using var folder = new TemporaryFolder();
        string clean = Write(folder, "in", ("a.png", 8, 8, 3), ("c.png", 8, 8, 3));
        File.WriteAllText(Path.Join(clean, "b.png"), "no image at all, but long enough to look at");
        var done = new DamagedFolder { Source = clean, Target = clean + "-out", Damage = s_damage }.Write();
        Assert.AreEqual((null, "b.png"), (done[1].Damaged, done[1].File));
        StringAssert.Contains(done[1].Error, "is not an image of a known format");
        Assert.IsTrue(done[0].Error is null && done[2].Error is null && File.Exists(Path.Join(clean + "-out", "c.png")));
    }

    [TestMethod]
    public void Folders_that_cannot_be_are_refused_before_the_work()
    {
        using var folder = new TemporaryFolder();
        string clean = Write(folder, "in", ("a.png", 8, 8, 3)), empty = Directory.CreateDirectory(Path.Join(Path.GetDirectoryName(clean), "empty")).FullName;
        Refused(clean, clean, "must be apart");
        Refused(clean, Path.Join(clean, "out"), "must be apart");
        Refused(clean, Path.GetDirectoryName(clean)!, "must be apart");
        Refused(empty, empty + "-out", "holds no images");
        File.Copy(Path.Join(clean, "a.png"), Path.Join(clean, "A.jpg"));
        Refused(clean, clean + "-out", "would both be written as");
        Assert.IsFalse(Directory.Exists(clean + "-out"));
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => new DamagedFolder { Source = clean + "x", Target = empty, Damage = s_damage }.Write());

        void Refused(string source, string target, string part) => StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => new DamagedFolder { Source = source, Target = target, Damage = s_damage }.Write()).Message, part);
    }

    private static string Write(TemporaryFolder folder, string name, params (string File, int Width, int Height, int Bands)[] images)
    {
        string root = Path.Join(Path.GetDirectoryName(folder.Write("x", [])), name);
        foreach (var (file, width, height, bands) in images)
        {
            string path = Path.Join(root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var layout = new SampleLayout(bands < 3 ? 1 : 3, bands % 2 == 0, Wide: false);
            File.WriteAllBytes(path, PngWriter.Encode(new Samples(width, height, layout, Pixels(width, height, bands))));
        }
        return root;
    }

    private static byte[] Pixels(int width, int height, int bands) =>
        [.. Enumerable.Range(0, width * height * bands).Select(i => (byte)(i * 7 / bands + i % bands * 40))];

    private static DecodedImage Read(string path) => ImageDecoder.Read(path, new ImageLimits(), null);
}
