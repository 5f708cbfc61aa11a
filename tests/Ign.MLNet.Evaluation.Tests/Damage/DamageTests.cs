using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class DamageTests
{
    private static readonly TensorShape s_shape = new(3, 28, 28);

    public static IEnumerable<object[]> Standard => DamageSuite.Standard.Select(c => new object[] { c });

    [TestMethod]
    [DynamicData(nameof(Standard))]
    public void The_same_seed_damages_alike_and_the_source_stays(Damage damage)
    {
        var image = Ramp();
        var before = image.ToArray();
        var first = Apply(damage, image, 7);
        CollectionAssert.AreEqual(first, Apply(damage, image, 7));
        CollectionAssert.AreEqual(before, image);
        CollectionAssert.AreNotEqual(image, first);
        if (damage is not Blur and not DownUp) CollectionAssert.AreNotEqual(first, Apply(damage, image, 8));
    }

    [TestMethod]
    public void Gaussian_noise_has_its_deviation_and_clips_only_when_asked()
    {
        var flat = new float[s_shape.Size];
        var noise = Apply(new Gaussian(0.5f), flat, 1);
        Assert.AreEqual(0.5, Math.Sqrt(noise.Average(v => v * v)), 0.02);
        Assert.AreEqual(0, noise.Average(), 0.03);
        Assert.IsGreaterThan(1, noise.Max());
        Assert.IsLessThanOrEqualTo(1, Apply(new Gaussian(0.5f, Clip: true), flat, 1).Max());
    }

    [TestMethod]
    public void Grey_noise_is_that_of_the_first_channel_in_all_of_them()
    {
        float[] image = Ramp(), own = Apply(new Gaussian(0.5f), image, 5), grey = Apply(new Gaussian(0.5f, Grey: true), image, 5);
        int plane = s_shape.Height * s_shape.Width;
        for (int i = 0; i < image.Length; i++) Assert.AreEqual(own[i % plane] - image[i % plane], grey[i] - image[i], 1e-6);
        Assert.AreNotEqual(own[plane], grey[plane]);
        Assert.AreEqual("gaussian-0.5-grey", new Gaussian(0.5f, Grey: true).Describe());
    }

    [TestMethod]
    public void Salt_and_pepper_hits_its_share_black_and_white_alike_in_all_channels()
    {
        var hit = Apply(new SaltAndPepper(0.2f), new float[s_shape.Size], 3);
        Assert.AreEqual(0.1, hit.Count(v => v == 1) / (double)hit.Length, 0.03);
        Assert.AreEqual(0.1, hit.Count(v => v == -1) / (double)hit.Length, 0.03);
        int plane = 28 * 28;
        for (int i = 0; i < plane; i++) Assert.IsTrue(hit[i] == hit[i + plane] && hit[i] == hit[i + 2 * plane]);
    }

    [TestMethod]
    public void Pixel_mask_blackens_its_share()
    {
        var hit = Apply(new DeadPixels(0.5f), new float[s_shape.Size], 3);
        Assert.AreEqual(0.5, hit.Count(v => v == -1) / (double)hit.Length, 0.06);
        Assert.IsTrue(hit.All(v => v is 0 or -1));
    }

    [TestMethod]
    public void Box_mask_blanks_one_square_inside_the_image_wherever_it_falls()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var hit = Apply(new Box(12), new float[s_shape.Size], seed);
            var rows = Enumerable.Range(0, 28).Where(y => Enumerable.Range(0, 28).Any(x => hit[y * 28 + x] == -1)).ToList();
            var columns = Enumerable.Range(0, 28).Where(x => Enumerable.Range(0, 28).Any(y => hit[y * 28 + x] == -1)).ToList();
            Assert.HasCount(12, rows);
            Assert.HasCount(12, columns);
            Assert.AreEqual(3 * 144, hit.Count(v => v == -1));
        }
        Assert.IsTrue(Apply(new Box(99), new float[s_shape.Size], 1).All(v => v == -1));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Blur_and_low_resolution_keep_a_flat_image_and_smooth_an_edge(bool blur)
    {
        Damage damage = blur ? new Blur(1.5f) : new DownUp(4);
        foreach (float v in Apply(damage, [.. Enumerable.Repeat(0.3f, s_shape.Size)], 1)) Assert.AreEqual(0.3f, v, 1e-5f);
        float[] edge = [.. Enumerable.Range(0, s_shape.Size).Select(i => i % 28 < 14 ? -1f : 1f)];
        var smooth = Apply(damage, edge, 1);
        Assert.AreEqual(edge.Average(), smooth.Average(), 1e-3);
        Assert.IsTrue(Enumerable.Range(1, 27).All(x => smooth[x] >= smooth[x - 1] - 1e-6f));
        Assert.IsLessThan(1.5f, Enumerable.Range(1, 27).Max(x => smooth[x] - smooth[x - 1]));
    }

    [TestMethod]
    public void Blur_of_a_point_is_symmetric_in_both_directions()
    {
        var point = new float[s_shape.Size];
        point[14 * 28 + 14] = 1;
        var blurred = Apply(new Blur(1f), point, 1);
        Assert.AreEqual(blurred[14 * 28 + 12], blurred[12 * 28 + 14], 1e-6f);
        Assert.AreEqual(blurred[14 * 28 + 12], blurred[14 * 28 + 16], 1e-6f);
        Assert.AreEqual(1 / (2 * Math.PI), blurred[14 * 28 + 14], 0.002);
    }

    [TestMethod]
    public void Mixture_draws_all_six_kinds()
    {
        float[] image = [.. Enumerable.Range(0, s_shape.Size).Select(i => i % 2 == 0 ? 0.5f : 0.25f)];
        var shares = Enumerable.Range(0, 600).Select(seed =>
        {
            var hit = new float[s_shape.Size];
            Damage.Parse("garments").Draw(image, hit, s_shape, (ulong)seed);
            bool white = hit.Contains(1f), black = hit.Contains(-1f);
            // A column of the pattern inside the image stays as it was unless blur, enlargement or noise touched it.
            int kept = hit.Where((v, i) => v == image[i]).Count();
            return kept == 0 || (!white && !black) ? "smooth or noise" : white ? "salt" : "mask";
        }).GroupBy(kind => kind).ToDictionary(g => g.Key, g => g.Count() / 600.0);
        Assert.AreEqual(1 / 6.0, shares["salt"], 0.07);
        Assert.AreEqual(2 / 6.0, shares["mask"], 0.07);
        Assert.AreEqual(3 / 6.0, shares["smooth or noise"], 0.07);
    }

    [TestMethod]
    public void Wrong_length_is_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new DeadPixels(0.1f).Draw(new float[5], new float[5], s_shape, 1));
        StringAssert.Contains(error.Message, "3x28x28");
    }

    private static float[] Ramp() => [.. Enumerable.Range(0, s_shape.Size).Select(i => MathF.Sin(i * 0.7f) * 0.9f)];

    private static float[] Apply(Damage damage, float[] image, ulong seed)
    {
        var result = new float[image.Length];
        damage.Draw(image, result, s_shape, seed);
        return result;
    }
}
