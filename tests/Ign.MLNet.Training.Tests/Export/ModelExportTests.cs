using Ign.MLNet.Networks;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class ModelExportTests
{
    [TestMethod]
    [DataRow(0f, 1f)]
    [DataRow(0f, 255f)]
    [DataRow(-3f, 5f)]
    public void A_card_with_another_range_gives_the_same_network_on_that_range(float minimum, float maximum)
    {
        string folder = Directory.CreateTempSubdirectory("ign-export-").FullName;
        try
        {
            var spec = ResidualUNet.For(new TensorShape(2, 8, 8), 4, 4, 1, 1);
            var random = new Random(5);
            string file = Path.Combine(folder, "weights.safetensors");
            WeightFile.Save(file, new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ => random.NextSingle() - 0.5f)]))));
            using var plain = new IgnProjector(IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file))));
            using var scaled = new IgnProjector(IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file, card => card with { Minimum = minimum, Maximum = maximum }))));
            Assert.AreEqual((minimum, maximum), (scaled.Model.Card.Minimum, scaled.Model.Card.Maximum));

            float[] images = [.. Enumerable.Range(0, 3 * 128).Select(_ => random.NextSingle() * 2 - 1)];
            float span = maximum - minimum;
            float To(float v) => minimum + (v + 1) / 2 * span;
            var expected = plain.Project(images).Select(To).ToArray();
            var actual = scaled.Project([.. images.Select(To)]);
            Assert.IsLessThan(1e-5 * span, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
            Assert.IsGreaterThan(0.01, plain.Project(images).Zip(images, (f, y) => Math.Abs(f - y)).Max(), "The network does something.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow(-1f, 1f)]
    [DataRow(0f, 255f)]
    public void A_network_with_labels_is_exported_and_checked_on_any_range(float minimum, float maximum)
    {
        string folder = Directory.CreateTempSubdirectory("ign-export-").FullName;
        try
        {
            var spec = Dcgan.Conditional28(1, 3, 4, 8, 4);
            string file = Path.Combine(folder, "weights.safetensors");
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
                CollectionAssert.AreEqual(Enumerable.Range(0, 3).Select(c => c == i % 4 ? 1f : 0f).ToArray(), Enumerable.Range(1, 3).Select(c => image[c * Area]).ToArray());
                float span = maximum - minimum;
                float[] once = scaled.Project(image);
                float[] expected = plain.Project([.. image[..Area].Select(v => (v - minimum) / span * 2 - 1), .. image[Area..]]);
                Assert.IsLessThan(1e-5 * span, expected[..Area].Zip(once, (e, a) => Math.Abs(minimum + (e + 1) / 2 * span - a)).Max());
                CollectionAssert.AreEqual(image[Area..], once[Area..]);
            }
            var check = ExportCheck.Prepare(source, new OnnxForm(), images, null, default);
            Assert.IsLessThan(1e-5, check.Run(onnx).Largest);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
