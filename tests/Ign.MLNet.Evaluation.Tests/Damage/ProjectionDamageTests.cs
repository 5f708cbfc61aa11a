using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The damage of the out-of-distribution figure.</summary>
[TestClass]
public sealed class ProjectionDamageTests
{
    private static readonly TensorShape s_rgb = new(3, 30, 24);
    private static readonly TensorShape s_grey = new(1, 30, 24);

    [TestMethod]
    public void Gray_is_the_mean_of_the_channels_in_each()
    {
        float[] image = [.. Enumerable.Repeat(0.9f, 720), .. Enumerable.Repeat(-0.3f, 720), .. Enumerable.Repeat(0f, 720)];
        foreach (float v in Apply(new Grey(), image, s_rgb)) Assert.AreEqual(0.2f, v, 1e-6f);
        CollectionAssert.AreEqual(Ramp(s_grey), Apply(new Grey(), Ramp(s_grey), s_grey));
    }

    [TestMethod]
    [DataRow(0.4f, 0f)]
    [DataRow(1f, 0f)]
    [DataRow(-1f, -1f)]
    public void The_sketch_of_a_flat_image_is_flat(float value, float expected)
    {
        foreach (float v in Apply(new Sketch(), [.. Enumerable.Repeat(value, s_rgb.Size)], s_rgb)) Assert.AreEqual(expected, v, 1e-5f);
    }

    [TestMethod]
    public void The_sketch_of_a_bright_point_divides_it_by_the_kernel()
    {
        float[] image = [.. Enumerable.Repeat(-1f, s_grey.Size)];
        image[15 * 24 + 12] = 1;
        var sketch = Apply(new Sketch(), image, s_grey);
        // The point over its own blur is one over the middle of the kernel, which is separable and cut at 10 pixels.
        double sum = Enumerable.Range(-10, 21).Sum(k => Math.Exp(-k * k / (2 * 3.5 * 3.5)));
        Assert.AreEqual(sum * sum - 1, sketch[15 * 24 + 12], 1e-3);
        Assert.IsTrue(sketch.Where((_, i) => i != 15 * 24 + 12).All(v => v == -1), "black stays black");
    }

    [TestMethod]
    public void A_sketch_takes_the_colour_away_and_marks_the_edge()
    {
        float[] image = [.. Enumerable.Range(0, s_rgb.Size).Select(i => i % 24 < 12 ? -0.5f : 0.5f)];
        var sketch = Apply(new Sketch(), image, s_rgb);
        int row = 15 * 24;
        Assert.IsLessThan(-0.2f, sketch[row + 11]);
        Assert.IsGreaterThan(0.2f, sketch[row + 12]);
        Assert.AreEqual(0, sketch[row + 23], 0.03f);
        CollectionAssert.AreEqual(sketch[..720], sketch[720..1440]);
    }

    [TestMethod]
    public void A_patch_is_a_box_of_normal_noise_wholly_inside()
    {
        double sum = 0, squares = 0;
        for (ulong seed = 0; seed < 100; seed++)
        {
            var hit = Apply(new NoisePatch(5, 10), new float[s_rgb.Size], s_rgb, seed);
            int[] places = [.. Enumerable.Range(0, s_rgb.Size).Where(i => hit[i] != 0)];
            Assert.HasCount(3 * 50, places);
            Assert.AreEqual(5, places.Select(i => i / 24 % 30).Distinct().Count());
            Assert.AreEqual(10, places.Select(i => i % 24).Distinct().Count());
            sum += hit.Sum();
            squares += hit.Sum(v => (double)v * v);
        }
        Assert.AreEqual(0, sum / 15_000, 0.03);
        Assert.AreEqual(1, squares / 15_000, 0.05);
        Assert.IsTrue(Apply(new NoisePatch(99, 99), new float[s_rgb.Size], s_rgb).All(v => v != 0));
    }

    [TestMethod]
    public void The_usual_patch_grows_with_the_image()
    {
        Assert.AreEqual(new NoisePatch(5, 10), NoisePatch.For(new TensorShape(1, 28, 28)));
        Assert.AreEqual(new NoisePatch(11, 23), NoisePatch.For(new TensorShape(3, 64, 64)));
        Assert.AreEqual(new NoisePatch(1, 1), NoisePatch.For(new TensorShape(1, 2, 2)));
    }

    private static float[] Ramp(TensorShape shape) => [.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(i * 0.7f) * 0.9f)];

    private static float[] Apply(Damage damage, float[] image, TensorShape shape, ulong seed = 1)
    {
        var result = new float[image.Length];
        damage.Draw(image, result, shape, seed);
        return result;
    }
}
