using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class BatchLoaderTests
{
    private static readonly TensorShape s_shape = new(1, 2, 2);

    [TestMethod]
    public void An_image_does_not_depend_on_the_batch_it_comes_in()
    {
        using var scope = NewDisposeScope();
        var whole = Loader().Load(30, 12, CPU);
        var parts = Enumerable.Range(0, 4).Select(i => Loader().Load(30 + 3 * i, 3, CPU)).ToList();
        Assert.IsTrue(whole.Real.Equals(cat(parts.Select(p => p.Real).ToList())));
        Assert.IsTrue(whole.Source.Equals(cat(parts.Select(p => p.Source).ToList())));
    }

    [TestMethod]
    public void Every_epoch_holds_each_image_once_in_another_order()
    {
        using var scope = NewDisposeScope();
        var first = Order(0);
        var second = Order(20);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 20).ToList(), first);
        CollectionAssert.AreEquivalent(first, second);
        CollectionAssert.AreNotEqual(first, second);
    }

    private static List<int> Order(long position) =>
        [.. Loader().Load(position, 20, CPU).Real.data<float>().ToArray().Chunk(4).Select(i => (int)Math.Round((i[0] + 1) * 127.5))];

    /// <summary>Twenty images, each of one grey value: its number.</summary>
    private static BatchLoader Loader() =>
        new(new SetImages(new ImageSet(s_shape, [.. Enumerable.Range(0, 80).Select(i => (byte)(i / 4))], null)), new Gaussian(0.1f), seed: 5,
            new Augmentation(Mirror: true, Turn: false));
}
