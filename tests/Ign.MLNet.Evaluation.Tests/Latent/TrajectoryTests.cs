using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class TrajectoryTests
{
    private static readonly TensorShape s_shape = new(1, 6, 6);

    [TestMethod]
    public void Figures_are_those_of_a_sequence_known_beforehand()
    {
        // f(y) = y/2 from 1: 1, 1/2, 1/4, 1/8.
        using var projector = new UnitProjector(TestModels.Scaling(0.5f, s_shape));
        var visited = new List<(int, float)>();
        var trajectory = Trajectory.Follow(projector, [.. Enumerable.Repeat(1f, 2 * s_shape.Size)], 3, (k, images) => visited.Add((k, images[^1])));
        CollectionAssert.AreEqual(new[] { 0.5, 0.25, 0.125 }, trajectory.Step.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, 0, 0.25, 0.375 }, trajectory.FromFirst.ToArray());
        CollectionAssert.AreEqual(new[] { (0, 1f), (1, 0.5f), (2, 0.25f), (3, 0.125f) }, visited);
    }

    [TestMethod]
    public void A_report_has_noise_damaged_and_clean_images_with_pictures_of_the_first_ones()
    {
        var report = new TrajectoryProtocol
        {
            Model = TestModels.Scaling(0.5f, s_shape),
            Clean = Images(3),
            Count = 3,
            Pictured = 2,
            Applications = 6,
            Damage = new Box(99)
        }.Run();
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 5, 6 }, report.Moments.ToArray());
        CollectionAssert.AreEqual(new[] { "noise", "damaged", "clean" }, report.Sets.Select(s => s.Name).ToArray());
        foreach (var set in report.Sets)
        {
            Assert.HasCount(2 * 6, set.Pictures);
            for (int column = 0; column < 6; column++)
                for (int row = 0; row < 2; row++)
                    Assert.AreEqual(set.Pictures[6 * row][7] * Math.Pow(0.5, report.Moments[column]), set.Pictures[6 * row + column][7], 1e-6);
        }
        CollectionAssert.AreEqual(new GaussianSource().SampleMany(1, s_shape, 1), report.Sets[0].Pictures[0]);
        Assert.AreEqual(0.5, report.Sets[1].Trajectory.Step[0], 1e-6, "a box over the whole image is -1 everywhere");
        Assert.AreEqual(0.1f, report.Sets[2].Pictures[0][0], 0.01f);
    }

    [TestMethod]
    public void It_says_after_how_many_applications_images_are_nearest_to_the_clean_ones()
    {
        // From -1 by halves towards 0, beside clean images of 0.1: each application comes nearer.
        var report = new TrajectoryProtocol
        {
            Model = TestModels.Scaling(0.5f, s_shape),
            Clean = Images(3),
            Count = 3,
            Applications = 4,
            Damage = new Box(99)
        }.Run();
        var (noise, damaged, clean) = (report.Sets[0], report.Sets[1], report.Sets[2]);
        Assert.IsNull(noise.FromClean);
        Assert.IsNull(noise.Best);
        Assert.HasCount(5, damaged.FromClean!);
        float[] x = Images(3).ToRange();
        for (int k = 0; k <= 4; k++)
            Assert.AreEqual(x.Average(v => Math.Abs(-Math.Pow(0.5, k) - v)), damaged.FromClean![k], 1e-5);
        Assert.AreEqual(4, damaged.Best);
        Assert.AreEqual(0, clean.FromClean![0]);
        Assert.AreEqual(0, clean.Best, "clean images are best left alone");
    }

    [TestMethod]
    public void Json_has_the_figures_and_the_chart_a_line_for_each()
    {
        var report = new TrajectoryProtocol { Model = TestModels.Scaling(0.5f, s_shape), Clean = Images(3), Count = 3, Applications = 4 }.Run();
        using var json = JsonDocument.Parse(report.ToJson());
        var clean = json.RootElement.GetProperty("sets")[2];
        Assert.AreEqual("clean", clean.GetProperty("name").GetString());
        Assert.AreEqual(4, clean.GetProperty("trajectory").GetProperty("step").GetArrayLength());
        Assert.AreEqual(5, clean.GetProperty("trajectory").GetProperty("from_first").GetArrayLength());
        Assert.IsFalse(clean.TryGetProperty("pictures", out _));
        var plot = report.ToPlot();
        Assert.HasCount(6, plot.Series);
        CollectionAssert.AreEqual(new[] { 2.0, 3, 4 }, plot.Series[1].Points.Select(p => p.X).ToArray());
    }

    [TestMethod]
    public void Progress_ends_at_one()
    {
        var shares = new List<double>();
        new TrajectoryProtocol { Model = TestModels.Scaling(0.5f, s_shape), Clean = Images(1), Count = 1, Applications = 4 }
            .Run(new Inline<double>(shares.Add));
        Assert.HasCount(12, shares);
        Assert.AreEqual(1, shares[^1], 1e-9);
    }

    [TestMethod]
    public void Nothing_to_follow_and_wrong_images_are_refused()
    {
        var restoring = TestModels.Scaling(1, s_shape, "none");
        Assert.IsFalse(TrajectoryProtocol.IsGenerative(restoring));
        Assert.ThrowsExactly<ArgumentException>(() => new TrajectoryProtocol { Model = restoring }.Run());
        Assert.ThrowsExactly<ArgumentException>(() => new TrajectoryProtocol { Model = restoring, Clean = Images(2), Count = 3 }.Run());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            new TrajectoryProtocol { Model = restoring, Clean = Images(2), Count = 2, Applications = 0 }.Run());
        Assert.HasCount(2, new TrajectoryProtocol { Model = restoring, Clean = Images(2), Count = 2, Applications = 1 }.Run().Sets);
    }

    private static ImageSet Images(int count) => new(s_shape, [.. Enumerable.Repeat((byte)140, count * s_shape.Size)], null);
}
