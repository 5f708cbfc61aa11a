using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class InterpolationTests
{
    private static readonly TensorShape s_shape = new(1, 16, 16);
    private static readonly LatentSampler s_sampler = new(new GaussianSource(), s_shape);

    [TestMethod]
    public void A_line_has_equal_steps_and_exact_ends()
    {
        float[] path = Interpolation.Path([0, 1], [4, -1], 5);
        CollectionAssert.AreEqual(new float[] { 0, 1, 1, 0.5f, 2, 0, 3, -0.5f, 4, -1 }, path);
    }

    [TestMethod]
    public void An_arc_between_perpendicular_points_is_a_quarter_of_a_circle()
    {
        float[] path = Interpolation.Path([2, 0], [0, 2], 4, spherical: true);
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(2 * Math.Cos(i * Math.PI / 6), path[2 * i], 1e-6);
            Assert.AreEqual(2 * Math.Sin(i * Math.PI / 6), path[2 * i + 1], 1e-6);
        }
        Assert.AreEqual((2, 0, 0, 2), (path[0], path[1], path[6], path[7]), "the ends are exact");
    }

    [TestMethod]
    public void An_arc_keeps_the_deviation_that_a_line_loses()
    {
        float[] a = s_sampler.Sample(1, 0), b = s_sampler.Sample(1, 1);
        double Middle(bool spherical) => Math.Sqrt(Interpolation.Path(a, b, 3, spherical).Chunk(a.Length).ElementAt(1).Average(v => (double)v * v));
        Assert.AreEqual(1, Middle(true), 0.1);
        Assert.AreEqual(Math.Sqrt(0.5), Middle(false), 0.1);
    }

    [TestMethod]
    public void Where_there_is_no_arc_the_line_takes_its_place()
    {
        foreach (var (a, b) in ((float[], float[])[])[([1, 1], [2, 2]), ([1, 0], [-1, 0]), ([0, 0], [1, 1])])
            CollectionAssert.AreEqual(Interpolation.Path(a, b, 3), Interpolation.Path(a, b, 3, spherical: true));
    }

    [TestMethod]
    public void Rows_begin_and_end_with_the_numbered_images_and_show_each_application()
    {
        using var projector = new UnitProjector(TestModels.Scaling(0.5f, s_shape));
        var pictures = new Interpolation { Rows = 2, Steps = 3, Seed = 8, Applications = [0, 1, 2] }.Run(projector, s_sampler);
        Assert.HasCount(2 * 3 * 3, pictures);
        for (int row = 0; row < 2; row++)
        {
            CollectionAssert.AreEqual(s_sampler.Sample(8, 2 * row), pictures[9 * row]);
            CollectionAssert.AreEqual(s_sampler.Sample(8, 2 * row + 1), pictures[9 * row + 2]);
            for (int shown = 1; shown < 3; shown++)
                for (int step = 0; step < 3; step++)
                    CollectionAssert.AreEqual(pictures[9 * row + 3 * (shown - 1) + step].Select(v => v / 2).ToArray(), pictures[9 * row + 3 * shown + step]);
        }
    }

    [TestMethod]
    public void Wrong_input_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Interpolation.Path([1], [1, 2], 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Interpolation.Path([1], [2], 1));
    }
}
