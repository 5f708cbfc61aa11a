using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class ProjectionFigureTests
{
    private static readonly TensorShape s_shape = new(3, 6, 6);

    [TestMethod]
    public void A_row_has_input_damage_and_projections_for_every_damage()
    {
        var images = new ImageSet(s_shape, [.. Enumerable.Range(0, 2 * s_shape.Size).Select(i => (byte)i)], null);
        using var projector = new UnitProjector(TestModels.Scaling(0.5f, s_shape));
        var figure = new ProjectionFigure { Damage = [new Grey(), new Gaussian(0.3f)], Applications = 2, Seed = 4 };
        var pictures = figure.Run(projector, images);
        Assert.AreEqual(4, figure.GroupColumns);
        Assert.HasCount(2 * 2 * 4, pictures);
        for (int row = 0; row < 2; row++)
            for (int group = 0; group < 2; group++)
            {
                var of = pictures.Skip(8 * row + 4 * group).Take(4).ToList();
                var clean = new float[s_shape.Size];
                images.ToRange(row, clean);
                CollectionAssert.AreEqual(clean, of[0]);
                CollectionAssert.AreEqual(DamagedImages.Draw(images, figure.Damage[group], 4)[(row * s_shape.Size)..((row + 1) * s_shape.Size)], of[1]);
                CollectionAssert.AreEqual(of[1].Select(v => v / 2).ToArray(), of[2]);
                CollectionAssert.AreEqual(of[1].Select(v => v / 4).ToArray(), of[3]);
            }
    }

    [TestMethod]
    public void Gray_is_left_out_where_there_is_no_colour()
    {
        Assert.HasCount(4, ProjectionFigure.Standard(s_shape));
        CollectionAssert.AreEqual(new[] { "gaussian-0.15", "sketch-3.5", "noise-patch-5x10" },
            ProjectionFigure.Standard(new TensorShape(1, 28, 28)).Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void Images_of_another_shape_are_refused()
    {
        using var projector = new UnitProjector(TestModels.Scaling(1, s_shape));
        Assert.ThrowsExactly<ArgumentException>(() =>
            new ProjectionFigure { Damage = [new Sketch()] }.Run(projector, new ImageSet(new TensorShape(1, 6, 6), new byte[36], null)));
    }
}
