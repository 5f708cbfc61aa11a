using System.Buffers.Binary;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class IdxFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void The_shipped_set_has_ten_thousand_images_of_each_part()
    {
        foreach (var set in new[] { FashionMnist.Training, FashionMnist.Test })
        {
            Assert.AreEqual(10_000, set.Count);
            Assert.AreEqual(new Networks.TensorShape(1, 28, 28), set.Shape);
        }
        // Zalando's own order: the training part begins with an ankle boot, and the test part has a thousand of each class.
        CollectionAssert.AreEqual(new byte[] { 9, 0, 0, 3, 0 }, FashionMnist.Training.Labels![..5]);
        Assert.IsTrue(FashionMnist.Test.Labels!.GroupBy(l => l).All(g => g.Count() == 1_000));
    }

    [TestMethod]
    public void The_full_training_part_is_preferred_to_the_short_one()
    {
        Write("train10k", 1);
        Write("train", 2);
        Assert.AreEqual(2, IdxFolder.ReadTraining(_folder.Path).Count);
        Assert.IsTrue(IdxFolder.HasTraining(_folder.Path));
    }

    [TestMethod]
    public void A_missing_part_is_named()
    {
        Write("train", 1);
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => IdxFolder.ReadTest(_folder.Path)).Message, "t10k-images-idx3-ubyte");
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => IdxFolder.ReadTest(_folder.File("none")));
        Assert.IsFalse(IdxFolder.HasTraining(_folder.File("none")));
    }

    [TestMethod]
    public void Missing_labels_are_named()
    {
        Write("train", 1);
        File.Delete(_folder.File("train-labels-idx1-ubyte"));
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => IdxFolder.ReadTraining(_folder.Path)).Message, "train-labels-idx1-ubyte");
    }

    private void Write(string part, int count)
    {
        byte[] images = new byte[16 + count * 4], labels = new byte[8 + count];
        foreach (var (bytes, values) in new[] { (images, new[] { 0x803, count, 2, 2 }), (labels, [0x801, count]) })
            for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), values[i]);
        _folder.Write($"{part}-images-idx3-ubyte", images);
        _folder.Write($"{part}-labels-idx1-ubyte", labels);
    }
}
