using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class NonLocalMeansTests
{
    [TestMethod]
    public void It_agrees_with_the_definition_pixel_by_pixel()
    {
        var shape = new TensorShape(2, 9, 12);
        var random = new SeededRandom(3);
        float[] image = [.. Enumerable.Range(0, shape.Size).Select(_ => (float)random.NextGaussian() * 0.4f)];

        float[] result = ImageBatchFilter.Apply(new NonLocalMeans(0.4f), image, shape);

        for (int i = 0; i < image.Length; i++) Assert.AreEqual(Definition(image, shape, i, 0.4), result[i], 1e-5, $"value {i}");
    }

    [TestMethod]
    public void Gaussian_noise_loses_against_it()
    {
        var images = FashionMnist.Test.Take(20);
        float[] clean = images.ToRange(), noisy = DamagedImages.Draw(images, new Gaussian(0.5f), 1);
        Assert.IsGreaterThan(Psnr.Compute(noisy, clean) + 4, Psnr.Compute(ImageBatchFilter.Apply(new NonLocalMeans(0.5f), noisy, images.Shape), clean));
    }

    [TestMethod]
    public void A_pixel_without_similar_neighbours_stays_as_it_is()
    {
        float[] image = [.. Enumerable.Range(0, 36).Select(i => i * i % 37 - 18f)];
        CollectionAssert.AreEqual(image, ImageBatchFilter.Apply(new NonLocalMeans(0.01f), image, new TensorShape(1, 6, 6)));
    }

    [TestMethod]
    public void The_strength_must_be_positive()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NonLocalMeans(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NonLocalMeans(float.NaN));
    }

    /// <summary>The sums of the paper, one after another, in double precision.</summary>
    private static double Definition(float[] image, TensorShape shape, int index, double h)
    {
        int plane = shape.Height * shape.Width, channel = index / plane, y = index % plane / shape.Width, x = index % shape.Width;
        static int Mirror(int i, int n) => i < 0 ? -1 - i : i >= n ? 2 * n - 1 - i : i;
        double At(int c, int row, int column) => image[c * plane + Mirror(row, shape.Height) * shape.Width + Mirror(column, shape.Width)];
        double sum = 0, total = 0, best = 0;
        for (int dy = -5; dy <= 5; dy++)
            for (int dx = -5; dx <= 5; dx++)
            {
                if ((dy, dx) == (0, 0)) continue;
                double distance = 0;
                for (int c = 0; c < shape.Channels; c++)
                    for (int py = -2; py <= 2; py++)
                        for (int px = -2; px <= 2; px++)
                            distance += Math.Pow(At(c, y + py, x + px) - At(c, y + dy + py, x + dx + px), 2) / (25 * shape.Channels);
                double weight = Math.Exp(-distance / (h * h));
                best = Math.Max(best, weight);
                total += weight;
                sum += weight * At(channel, y + dy, x + dx);
            }
        return (sum + best * image[index]) / (total + best);
    }
}
