using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class CheckImagesTests
{
    [TestMethod]
    [DataRow(-1f, 1f)]
    [DataRow(0f, 255f)]
    public void A_network_with_labels_is_exported_and_checked_on_any_range(float minimum, float maximum)
    {
        using var folder = new TemporaryFolder();
        var spec = Dcgan.For(new(1, 28, 28), new() { Classes = 3, Width = 4, Latent = 8, Groups = 4 });
        string file = folder.File("weights.safetensors");
        WeightFile.Save(file, TestNetworks.Weights(spec, 4));
        using var plain = new IgnProjector(IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file))));
        var source = ModelSource.Load(file, card => card with { Minimum = minimum, Maximum = maximum });
        Assert.AreEqual((3, new TensorShape(1, 28, 28)), (source.Card.Classes, source.Card.ImageShape));
        byte[] onnx = ModelExport.Write(source);
        using var scaled = new IgnProjector(IgnModel.FromBytes(onnx));

        // The checks go round the labels: three classes and none.
        var images = CheckImages.For(source.Card);
        const int Area = 28 * 28;
        for (int i = 0; i < images.Count; i++)
        {
            float[] image = images[i];
            CollectionAssert.AreEqual(Enumerable.Range(0, 3).Select(c => c == i % 4 ? 1f : 0f).ToArray(),
                Enumerable.Range(1, 3).Select(c => image[c * Area]).ToArray());
            float span = maximum - minimum;
            float[] once = scaled.Project(image);
            float[] expected = plain.Project([.. image[..Area].Select(v => (v - minimum) / span * 2 - 1), .. image[Area..]]);
            Assert.IsLessThan(1e-5 * span, expected[..Area].Zip(once, (e, a) => Math.Abs(minimum + (e + 1) / 2 * span - a)).Max());
            CollectionAssert.AreEqual(image[Area..], once[Area..]);
        }
        var check = ExportCheck.Prepare(source, new OnnxForm(), images, null, default);
        Assert.IsLessThan(1e-5, check.Run(onnx).Largest);
    }
}
