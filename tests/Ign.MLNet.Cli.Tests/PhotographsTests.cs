using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Cli.Tests;

/// <summary>From a folder of photographs to a folder of restored ones, as a person goes.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PhotographsTests
{
    private static readonly string s_photos = Repository.At("tests/photos");

    [TestMethod]
    [TestCategory("Long")]
    public async Task A_model_that_was_trained_on_photographs_restores_noisy_ones_of_any_size_and_format()
    {
        using var folder = new TemporaryFolder();
        string[] names = [.. Directory.GetFiles(s_photos, "*.jpg").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];
        string[] heldOut = names[^3..], trained = names[..^3];
        foreach (string name in trained)
            File.Copy(Path.Combine(s_photos, name + ".jpg"), Path.Combine(Directory.CreateDirectory(folder["clean"]).FullName, name + ".jpg"));
        File.WriteAllText(folder["noise.json"], """{ "kind": "gaussian", "sigma": [0.05, 0.3], "clip": true }""");
        var train = await IgnProcess.RunInside("train", "--data", folder["clean"], "--run", folder["run"], "--patch", "48", "--width", "16", "--blocks", "1",
            "--images", "3000",
            "--learning-rate", "3e-3", "--held-out", "1", "--damage", folder["noise.json"], "--threads", "1", "--set", "average_half_life=500");
        Assert.AreEqual((ExitCode.Done, ""), (train.Code, train.Error));
        var export = await IgnProcess.RunInside("export", folder["run"], "--out", folder["photo.onnx"]);
        Assert.AreEqual((ExitCode.Done, ""), (export.Code, export.Error), export.Output);

        Directory.CreateDirectory(folder["bad"]);
        foreach (var (name, i) in heldOut.Select((name, i) => (name, i)))
        {
            WriteNoisy(name, folder["bad", name + ".jpg"], (ulong)i, wide: false);
            WriteNoisy(name, folder["bad", name + ".png"], (ulong)i + 10, wide: true);
        }
        var restore = await IgnProcess.RunInside("restore", "--model", folder["photo.onnx"], "--in", folder["bad"], "--out", folder["good"]);
        Assert.AreEqual((ExitCode.Done, ""), (restore.Code, restore.Error), restore.Output);
        foreach (string name in heldOut)
            foreach (string extension in (string[])[".jpg", ".png"])
            {
                var clean = Read(Path.Combine(s_photos, name + ".jpg")).Values;
                var (bad, wide) = Read(folder["bad", name + extension]);
                var (good, wideToo) = Read(folder["good", name + extension]);
                Assert.AreEqual((extension == ".png", extension == ".png"), (wide, wideToo));
                double before = Psnr.Compute(bad, clean), after = Psnr.Compute(good, clean);
                Assert.IsGreaterThan(before + 2, after, $"{name}{extension}: {before:F2} dB became {after:F2} dB");
            }
    }

    [TestMethod]
    [DataRow("photo", 6, 45)]
    [DataRow("photo.int8", 5, 45)]
    public async Task The_shipped_model_takes_noise_away_and_leaves_clean_photographs_almost_as_they_are(string model, double gain, double cleanPsnr)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["bad"]);
        string[] names = [.. Directory.GetFiles(s_photos, "*.jpg").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];
        for (int i = 0; i < names.Length; i++) WriteNoisy(names[i], folder["bad", names[i] + ".png"], (ulong)i, wide: true);
        string file = Repository.At($"export/models/{model}.onnx");
        var restore = await IgnProcess.RunInside("restore", "--model", file, "--in", folder["bad"], "--out", folder["good"]);
        Assert.AreEqual((ExitCode.Done, ""), (restore.Code, restore.Error), restore.Output);
        using var projector = new IgnProjector(IgnModel.Load(file));
        foreach (string name in names)
        {
            var (clean, shape) = Planes(Path.Combine(s_photos, name + ".jpg"));
            double before = Psnr.Compute(Read(folder["bad", name + ".png"]).Values, Read(Path.Combine(s_photos, name + ".jpg")).Values);
            double after = Psnr.Compute(Read(folder["good", name + ".png"]).Values, Read(Path.Combine(s_photos, name + ".jpg")).Values);
            Assert.IsGreaterThan(before + gain, after, $"{name}: {before:F2} dB became {after:F2} dB");
            float[] kept = new float[clean.Length];
            projector.Project(clean, kept, shape);
            Assert.IsGreaterThan(cleanPsnr, Psnr.Compute(kept, clean), name);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_shipped_model_restores_what_it_never_saw_in_colour_and_in_grey_and_a_second_run_changes_next_to_nothing(bool grey)
    {
        using var projector = new IgnProjector(IgnModel.Load(Repository.At("export/models/photo.onnx")));
        var shares = new List<double>();
        foreach (string file in Directory.GetFiles(Repository.At("samples/data/photos"), "*.jpg"))
        {
            var (clean, shape) = Planes(file);
            int plane = shape.Height * shape.Width;
            if (grey) clean = [.. Enumerable.Range(0, 3).SelectMany(_ => clean[plane..(2 * plane)])];
            float[] noisy = new float[clean.Length], once = new float[clean.Length], twice = new float[clean.Length];
            new Gaussian(50 / 255f, Grey: grey).Draw(clean, noisy, shape, 3);
            projector.Project(noisy, once, shape);
            double before = Psnr.Compute(noisy, clean), after = Psnr.Compute(once, clean);
            Assert.IsGreaterThan(before + 1, after, $"{Path.GetFileName(file)}: {before:F2} dB became {after:F2} dB");
            byte[] stored = Array.ConvertAll(once, PixelRange.ToByte);
            projector.Project(Array.ConvertAll(stored, v => v / 127.5f - 1), twice, shape);
            double changed = stored.Zip(twice).Count(pair => pair.First != PixelRange.ToByte(pair.Second)) / (double)stored.Length;
            Console.WriteLine($"{Path.GetFileName(file)}: {before:F2} dB became {after:F2} dB, {changed:P2} changed");
            shares.Add(changed);
        }
        // Texture as fine as noise rests least.
        Assert.IsTrue(shares.All(share => share < 0.02), string.Join(", ", shares));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void As_whole_numbers_the_shipped_model_restores_strong_noise_almost_as_well(bool grey)
    {
        var (clean, shape) = Planes(Repository.At("samples/data/photos/staircase.jpg"));
        float[] noisy = new float[clean.Length], restored = new float[clean.Length];
        new Gaussian(100 / 255f, Grey: grey).Draw(clean, noisy, shape, 3);
        double Psnr(string model)
        {
            using var projector = new IgnProjector(IgnModel.Load(Repository.At($"export/models/{model}.onnx")));
            projector.Project(noisy, restored, shape);
            return Evaluation.Psnr.Compute(restored, clean);
        }
        Assert.AreEqual(Psnr("photo"), Psnr("photo.int8"), 0.5);
    }

    [TestMethod]
    [DataRow("photo")]
    [DataRow("photo.int8")]
    public void The_shipped_model_shifts_no_tone(string model)
    {
        const int Side = 128, Block = 16;
        using var projector = new IgnProjector(IgnModel.Load(Repository.At($"export/models/{model}.onnx")));
        float Level(double level) => (float)(Math.Clamp(level, 0, 255) / 127.5 - 1);
        var shape = new TensorShape(3, Side, Side);
        List<(string Name, Func<int, int, int, float> Value)> images =
        [
            .. new[] { 0, 3, 64, 128, 200, 255 }.Select(level => ($"grey {level}", new Func<int, int, int, float>((_, _, _) => Level(level)))),
            ("a colour", (c, _, _) => Level(60 + 70 * c)),
            ("from black to white", (_, _, x) => Level(x * 255.0 / (Side - 1))),
            ("a sky", (c, y, x) => Level(90 + 50 * c + 0.2 * y + 0.05 * x)),
        ];
        foreach (var (name, value) in images)
        {
            float[] tone = [.. Enumerable.Range(0, shape.Size).Select(i => value(i / (Side * Side), i / Side % Side, i % Side))], kept = new float[tone.Length];
            projector.Project(tone, kept, shape);
            foreach (var block in Enumerable.Range(0, tone.Length).GroupBy(i => (i / (Side * Side), i / Side % Side / Block, i % Side / Block)))
                Assert.AreEqual(0, block.Average(i => (kept[i] - tone[i]) * 127.5), 0.5, $"{name}: the block {block.Key}, in levels");
        }
    }

    private static (float[] Values, TensorShape Shape) Planes(string file)
    {
        using var image = Image.NewFromFile(file);
        float[] interleaved = Read(file).Values;
        return ([.. Enumerable.Range(0, 3).SelectMany(c => interleaved.Where((_, i) => i % 3 == c))], new TensorShape(3, image.Height, image.Width));
    }

    private static void WriteNoisy(string name, string path, ulong seed, bool wide)
    {
        using var image = Image.NewFromFile(Path.Combine(s_photos, name + ".jpg"));
        float[] clean = Read(Path.Combine(s_photos, name + ".jpg")).Values, noisy = new float[clean.Length];
        new Gaussian(50 / 255f, Clip: true).Draw(clean, noisy, new TensorShape(3, image.Height, image.Width), seed);
        using var result = wide
            ? Image.NewFromMemoryCopy<ushort>(Array.ConvertAll(noisy, v => (ushort)MathF.Round((v + 1) * 32767.5f)), image.Width, image.Height, 3,
                Enums.BandFormat.Ushort)
            : Image.NewFromMemoryCopy<byte>(Array.ConvertAll(noisy, v => (byte)MathF.Round((v + 1) * 127.5f)), image.Width, image.Height, 3,
                Enums.BandFormat.Uchar);
        using var colour = result.Copy(interpretation: wide ? Enums.Interpretation.Rgb16 : Enums.Interpretation.Srgb);
        if (wide) colour.Pngsave(path);
        else colour.Jpegsave(path, q: 95);
    }

    /// <summary>Values in [-1, 1], interleaved, and whether they had 16 bits. PSNR does not mind the order, nor does independent noise.</summary>
    private static (float[] Values, bool Wide) Read(string path)
    {
        using var image = Image.NewFromFile(path);
        bool wide = image.Format == Enums.BandFormat.Ushort;
        using var values = image.Cast(Enums.BandFormat.Float);
        return (Array.ConvertAll(values.WriteToMemory<float>(), v => v / (wide ? 32767.5f : 127.5f) - 1), wide);
    }
}
