using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class PcaProjectionTests
{
    private static readonly ImageSet s_training = FashionMnist.Training.Take(9_936);
    private static readonly PcaBasis s_basis = PcaBasis.Fit(s_training, 128);

    [TestMethod]
    public void Components_are_orthonormal()
    {
        for (int a = 0; a < s_basis.Components.Count; a++)
            for (int b = 0; b <= a; b++)
            {
                double dot = s_basis.Components[a].Zip(s_basis.Components[b], (x, y) => (double)x * y).Sum();
                Assert.AreEqual(a == b ? 1 : 0, dot, 1e-5);
            }
    }

    [TestMethod]
    public void More_components_bring_a_clean_image_closer()
    {
        float[] images = FashionMnist.Test.Take(50).ToRange();
        double Error(int components) => Psnr.MeanSquare(ImageBatchFilter.Apply(new PcaProjection(s_basis, components), images, s_training.Shape), images);

        Assert.IsLessThan(0.1, Error(16));
        Assert.IsLessThan(0.06, Error(64));
    }

    [TestMethod]
    public void Projecting_twice_is_projecting_once()
    {
        var filter = new PcaProjection(s_basis, 32);
        float[] once = ImageBatchFilter.Apply(filter, FashionMnist.Test.Take(5).ToRange(), s_training.Shape);

        float[] twice = ImageBatchFilter.Apply(filter, once, s_training.Shape);

        Assert.IsLessThan(1e-5, MeanAbsolute.Compute(twice, once));
    }
}
