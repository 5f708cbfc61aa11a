namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class DamagedImagesTests
{
    private static readonly ImageSet s_images = FashionMnist.Test.Take(6);
    private static readonly Damage s_noise = new Gaussian(0.5f);

    [TestMethod]
    public void The_damage_of_an_image_does_not_depend_on_how_many_follow() =>
        CollectionAssert.AreEqual(DamagedImages.Draw(s_images.Take(2), s_noise, 3), DamagedImages.Draw(s_images, s_noise, 3)[..(2 * 784)]);

    [TestMethod]
    public void Another_seed_and_another_image_give_other_damage()
    {
        var twice = new ImageSet(s_images.Shape, [.. s_images.Image(0), .. s_images.Image(0)], null);
        float[] damaged = DamagedImages.Draw(twice, s_noise, 3);
        CollectionAssert.AreNotEqual(damaged[..784], damaged[784..]);
        CollectionAssert.AreNotEqual(damaged, DamagedImages.Draw(twice, s_noise, 4));
    }
}
