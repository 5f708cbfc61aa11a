using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The bytes that published figures were measured on.</summary>
[TestClass]
public sealed class FirstLawTests
{
    private static readonly TensorShape s_shape = new(3, 20, 29);

    public static IEnumerable<object[]> Shapes =>
        [[new TensorShape(1, 28, 28)], [new TensorShape(3, 64, 64)], [new TensorShape(3, 27, 50)], [new TensorShape(3, 9, 5)]];

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Garments_gives_the_images_of_the_first_mixture(TensorShape shape)
    {
        var garments = Damage.Parse("garments");
        float[] image = Image(shape);
        for (ulong seed = 0; seed < 300; seed++)
        {
            ulong mixed = SeededRandom.Mix(seed, 5);
            CollectionAssert.AreEqual(FirstLaw.Mixture(image, shape, mixed), Draw(garments, image, shape, mixed),
                $"seed {seed}: {garments.Settle(shape, mixed).Damage.Name}");
        }
    }

    [TestMethod]
    [DataRow(1UL)]
    [DataRow(99UL)]
    public void A_fixed_kind_gives_the_image_of_the_first_one(ulong seed)
    {
        float[] image = Image(s_shape);
        Same(FirstLaw.Gaussian(image, 0.5f, false, seed), new Gaussian(0.5f));
        Same(FirstLaw.Gaussian(image, 0.15f, true, seed), new Gaussian(0.15f, Clip: true));
        Same(FirstLaw.SaltAndPepper(image, s_shape, 0.2f, seed), new SaltAndPepper(0.2f));
        Same(FirstLaw.Blur(image, s_shape, 1.5f), new Blur(1.5f));
        Same(FirstLaw.DeadPixels(image, s_shape, 0.5f, seed), new DeadPixels(0.5f));
        Same(FirstLaw.Box(image, s_shape, 12, seed), new Box(12));
        Same(FirstLaw.DownUp(image, s_shape, 4), new DownUp(4));

        void Same(float[] expected, Damage damage) => CollectionAssert.AreEqual(expected, Draw(damage, image, s_shape, seed), damage.Name);
    }

    private static float[] Image(TensorShape shape) => [.. Enumerable.Range(0, shape.Size).Select(i => MathF.Sin(i * 0.7f) * 0.9f)];

    private static float[] Draw(Damage damage, float[] image, TensorShape shape, ulong seed)
    {
        var result = new float[image.Length];
        damage.Draw(image, result, shape, seed);
        return result;
    }
}
