namespace Ign.MLNet.Networks.Tests;

/// <summary>Asks ONNX's own checker; needs Python with the <c>onnx</c> module (Debian: <c>python3-onnx</c>).</summary>
[TestClass]
public sealed class OnnxCheckerTests
{
    private const string Script = """
        import sys
        import onnx
        for path in sys.argv[1:]:
            onnx.checker.check_model(path, full_check=True)
            model = onnx.shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True)
            shapes = [[d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim] for v in (model.graph.input[0], model.graph.output[0])]
            assert shapes[0] == shapes[1] and len(shapes[0]) == 4, shapes
            assert {p.key: p.value for p in model.metadata_props}["ign.format"] == "1"
        """;

    [TestMethod]
    public void Onnx_itself_accepts_the_models()
    {
        using var folder = new TemporaryFolder();
        NetworkSpec[] specs =
        [
            TestNetworks.Small(), Dcgan.For(new(1, 28, 28), new() { Width = 4, Latent = 8, Groups = 4 }),
            ResidualUNet.For(new TensorShape(3, 8, 8), width: 4, deepWidth: 4),
            new NetworkSpec("empty", new TensorShape(1, 2, 2), []), TestNetworks.Labelled(), LinearIgn.For(new TensorShape(1, 8, 8), width: 4, blocks: 1),
            .. Enumerable.Range(7, 5).Select(seed => new RandomSpec(seed).Next()),
        ];
        // Debian's checker knows operator sets up to 17.
        OnnxForm[] forms =
        [
            new(), new() { Precision = WeightPrecision.Float16, Applications = 3 }, new() { Precision = WeightPrecision.Int8, Batch = 2, Opset = 13 },
            new() { Opset = 10, Batch = 1 },
            new() { Elements = ImageElements.UInt8Interleaved, Opset = 17 },
            new() { Elements = ImageElements.UInt8Planes, Precision = WeightPrecision.Int8, Applications = 2, Opset = 15 },
        ];
        var small = TestNetworks.Weights(TestNetworks.Small(), 1);
        var ranges = ActivationRanges.Measure(small, [TestNetworks.Images(small.Spec.Input, 1, 1)]);
        byte[] rounded = OnnxModelWriter.Write(small.Spec, small, TestNetworks.Card(small.Spec.Input),
            new OnnxForm { Precision = WeightPrecision.Int8Static, Opset = 17, Ranges = ranges });
        var models = specs.SelectMany(spec =>
            forms.Where(form => form.Elements == ImageElements.Float || spec.Classes == 0)
                .Select(form => OnnxModelWriter.Write(spec, TestNetworks.Weights(spec, 1), TestNetworks.Card(spec.Input), form))).Append(rounded).ToList();
        string[] paths = [.. models.Select((_, i) => folder.File($"{i}.onnx"))];
        for (int i = 0; i < paths.Length; i++) File.WriteAllBytes(paths[i], models[i]);

        Python.Run("python3-onnx", Script, paths);
    }
}
