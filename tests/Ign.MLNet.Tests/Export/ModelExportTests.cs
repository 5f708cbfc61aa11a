using Ign.MLNet.Networks;

namespace Ign.MLNet.Tests;

[TestClass]
public sealed class ModelExportTests
{
    [TestMethod]
    [DataRow(0f, 1f)]
    [DataRow(0f, 255f)]
    [DataRow(-3f, 5f)]
    public void A_card_with_another_range_gives_the_same_network_on_that_range(float minimum, float maximum)
    {
        using var folder = new TemporaryFolder();
        var spec = ResidualUNet.For(new TensorShape(2, 8, 8), 4, 4, 1, 1);
        var random = new Random(5);
        string file = folder.File("weights.safetensors");
        WeightFile.Save(file,
            new WeightSet(spec,
                spec.ParameterShapes.Select(p =>
                    new NamedTensor(p.Name, p.Shape, [.. Enumerable.Range(0, (int)p.Count).Select(_ => random.NextSingle() - 0.5f)]))));
        using var plain = new IgnProjector(IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file))));
        using var scaled =
            new IgnProjector(IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(file, card => card with { Minimum = minimum, Maximum = maximum }))));
        Assert.AreEqual((minimum, maximum), (scaled.Model.Card.Minimum, scaled.Model.Card.Maximum));

        float[] images = [.. Enumerable.Range(0, 3 * 128).Select(_ => random.NextSingle() * 2 - 1)];
        float span = maximum - minimum;
        float To(float v) => minimum + (v + 1) / 2 * span;
        var expected = plain.Project(images).Select(To).ToArray();
        var actual = scaled.Project([.. images.Select(To)]);
        Assert.IsLessThan(1e-5 * span, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max());
        Assert.IsGreaterThan(0.01, plain.Project(images).Zip(images, (f, y) => Math.Abs(f - y)).Max(), "The network does something.");
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void From_weights_to_a_checked_file_without_libtorch()
    {
        using var folder = new TemporaryFolder();
        var spec = TestNetworks.Small();
        WeightFile.Save(folder.File("weights.safetensors"), TestNetworks.Weights(spec, 1));
        var source = ModelSource.Load(folder.File("weights.safetensors"));
        var form = new OnnxForm { Applications = 2 };
        byte[] onnx = ModelExport.Write(source, form);
        var check = ExportCheck.Prepare(source, form, [.. TestNetworks.Images(spec.Input, 4, 2).Chunk(spec.Input.Size)]);
        Assert.IsTrue(ExportBounds.Of(form, check.Rounding().Largest).Hold(check.Run(onnx)));
        AtomicFile.WriteAllBytes(folder.File("model.onnx"), onnx);
        Assert.AreEqual(source.Card.Name, OnnxModelCheck.Check(OnnxModelReader.Read(File.ReadAllBytes(folder.File("model.onnx")))).Name);

        string loaded = File.ReadAllText("/proc/self/maps");
        Assert.Contains("onnxruntime", loaded);
        Assert.DoesNotContain("torch", loaded.ToLowerInvariant());
    }
}
