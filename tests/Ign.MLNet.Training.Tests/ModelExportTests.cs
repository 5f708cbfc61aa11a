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
}
