using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class FeatureNetworkTests
{
    private static readonly TensorShape s_shape = new(1, 6, 4);

    [TestMethod]
    public void Features_and_scores_come_in_the_order_of_the_images_whatever_the_batches()
    {
        using var network = TestFeatures.Load(s_shape);
        const int Count = 2 * FeatureNetwork.MaxBatch + 3;
        float[] images = [.. Enumerable.Range(0, Count).SelectMany(i => Enumerable.Repeat((i / (Count - 1f)) - 0.5f, s_shape.Size))];
        var batch = network.Extract(images);
        Assert.AreEqual((Count, 3, 3), (batch.Count, batch.Size, batch.Classes));
        for (int i = 0; i < Count; i++)
            for (int j = 0; j < 3; j++)
            {
                Assert.AreEqual((j + 1) * images[i * s_shape.Size], batch.Features[i * 3 + j], 1e-5);
                Assert.AreEqual(-batch.Features[i * 3 + j], batch.Logits![i * 3 + j]);
            }
        // The scores are -x, -2x, -3x.
        Assert.AreEqual((2, 0), (batch.PredictedClasses()[0], batch.PredictedClasses()[^1]));
        Assert.AreEqual(0.5, batch.Accuracy([.. Enumerable.Repeat((byte)0, Count)]), 0.01);
    }

    [TestMethod]
    public void A_file_says_its_name_and_shape()
    {
        using var folder = new TemporaryFolder();
        byte[] named = TestFeatures.File(new TensorShape(3, 8, 8), 5, logits: false);
        using var network = FeatureNetwork.Load(folder.Write("a.onnx", named));
        Assert.AreEqual(("tester", new TensorShape(3, 8, 8), 5, null), (network.Name, network.Shape, network.Size, network.Classes));
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(named)), network.Sha256);
        Assert.ThrowsExactly<InvalidOperationException>(() => network.Extract(new float[192]).PredictedClasses());
        using var unnamed = FeatureNetwork.Load(folder.Write("own-name.onnx", TestFeatures.File(s_shape, name: null)));
        Assert.AreEqual("own-name", unnamed.Name);
    }

    [TestMethod]
    public void Other_sizes_and_grey_images_are_prepared()
    {
        using var network = TestFeatures.Load(new TensorShape(3, 8, 8));
        // Dark on the left, light on the right: the mean stays, whatever the size.
        float[] grey = [.. Enumerable.Range(0, 16).Select(i => i % 4 < 2 ? -0.5f : 1f)];
        var batch = network.Extract(grey, new TensorShape(1, 4, 4));
        Assert.AreEqual(3 * 0.25, batch.Features[0], 1e-5);
        Assert.AreEqual(1, network.Extract(new float[3 * 16 * 8], new TensorShape(3, 16, 8)).Count);
        string Preparation(TensorShape from) => new ImagePreparation(from, network.Shape).Text;
        Assert.AreEqual("none", Preparation(network.Shape));
        Assert.AreEqual("resized from 4x4 to 8x8 (bilinear), grey repeated to 3 channels", Preparation(new TensorShape(1, 4, 4)));
        StringAssert.StartsWith(Preparation(new TensorShape(3, 16, 8)), "centre cut out and resized");
        using var oneChannel = TestFeatures.Load(s_shape);
        Assert.ThrowsExactly<ArgumentException>(() => oneChannel.Extract(new float[3 * 24], new TensorShape(3, 6, 4)));
        Assert.ThrowsExactly<ArgumentException>(() => oneChannel.Extract(new float[25]));
        Assert.ThrowsExactly<OperationCanceledException>(() => oneChannel.Extract(new float[24], new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void Other_files_are_refused_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<FileNotFoundException>(() => FeatureNetwork.Load(folder.File("none.onnx")));
        void Refused(string reason, byte[] file) =>
            StringAssert.Contains(Assert.ThrowsExactly<IgnFormatException>(() => FeatureNetwork.Load(folder.Write("x.onnx", file))).Message, reason);
        Refused("output 'features'", TestFeatures.File(s_shape, features: "pool"));
        Refused("1 or 3 channels", TestFeatures.File(new TensorShape(2, 4, 4)));
        Refused("ONNX", [.. Enumerable.Repeat((byte)77, 100)]);
        byte[] whole = TestFeatures.File(s_shape);
        Refused("x.onnx", whole[..^40]);
    }

    [TestMethod]
    [DataRow("onnx-external-parent.onnx")]
    [DataRow("onnx-external-in-attribute.onnx")]
    [DataRow("onnx-function.onnx")]
    public void Files_that_want_other_files_are_refused(string attack)
    {
        string path = Path.Combine(FashionMnist.Folder, "..", "..", "..", "tests", "attacks", attack);
        StringAssert.Contains(Assert.ThrowsExactly<IgnFormatException>(() => FeatureNetwork.Load(path)).Message,
            attack.Contains("external", StringComparison.Ordinal) ? "external data" : "functions");
    }
}
