using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet.Networks.Tests;

/// <summary>Files whose values between layers are levels of 8 bits.</summary>
[TestClass]
public sealed class OnnxLevelsTests
{
    private static readonly NetworkSpec s_photo = PhotoUNet.For(new TensorShape(3, 16, 24), width: 4, blocks: 1);

    // A convolution with offsets and one without, a ReLU behind an addition, and one at the begin of a branch.
    private static readonly NetworkSpec s_offsets = new NetworkSpec("offsets", new TensorShape(1, 8, 8),
    [
        new Residual(
        [
            new Conv(1, 4, 3, 1, 1), new Activation(ActivationKind.Relu),
            new Residual([new Activation(ActivationKind.Relu), new Conv(4, 4, 3, 1, 1), new Activation(ActivationKind.Relu), new Conv(4, 4, 1, Bias: false)]),
            new Activation(ActivationKind.Relu), new Conv(4, 1, 3, 1, 1),
        ]),
        new Activation(ActivationKind.Clamp),
    ]).Validated();

    [TestMethod]
    public void Every_convolution_takes_and_gives_levels()
    {
        foreach (var spec in (NetworkSpec[])[s_photo, s_offsets])
        {
            var file = new Graph(Rounded(TestNetworks.Weights(spec, 1), new OnnxForm { Applications = 2 }));
            var convolutions = file.Nodes.Where(n => n.Kind == "Conv").ToList();
            Assert.HasCount(2 * spec.AllLayers.Count(l => l.Layer is Conv), convolutions);
            foreach (var conv in convolutions)
            {
                AssertLevels(file, conv.Inputs[0]);
                var kernel = file.Maker(conv.Inputs[1]);
                Assert.AreEqual(("DequantizeLinear", "int8", "float"),
                    (kernel.Kind, file.Constant(kernel.Inputs[0]).ElementType, file.Constant(kernel.Inputs[1]).ElementType));
                Assert.AreEqual(file.Constant(kernel.Inputs[0]).Shape[0], file.Constant(kernel.Inputs[1]).Count, "One scale for each output channel.");
                var user = file.User(conv.Output);
                if (user.Kind == "Relu") user = file.User(user.Output);
                Assert.AreEqual("QuantizeLinear", user.Kind, conv.Output);
            }
            // The image itself stays as it is, what is added to it does not.
            var sums = file.Nodes.Where(n => n.Kind == "Add").ToList();
            foreach (var sum in sums)
            {
                bool last = file.User(sum.Output).Kind == "Clip";
                if (last) Assert.IsTrue(sum.Inputs[0] is "input" or "f1", sum.Inputs[0]);
                else AssertLevels(file, sum.Inputs[0]);
                AssertLevels(file, sum.Inputs[1]);
            }
            Assert.AreEqual(2, sums.Count(s => file.User(s.Output).Kind == "Clip"));
        }
    }

    [TestMethod]
    public void Pixels_are_moved_with_the_same_levels_on_both_sides()
    {
        var file = new Graph(Rounded(TestNetworks.Weights(s_photo, 1)));
        var moves = file.Nodes.Where(n => n.Kind is "SpaceToDepth" or "DepthToSpace").ToList();
        Assert.HasCount(4, moves);
        foreach (var move in moves)
        {
            var before = file.Maker(move.Inputs[0]);
            var after = file.User(move.Output);
            Assert.AreEqual(("DequantizeLinear", "QuantizeLinear"), (before.Kind, after.Kind));
            CollectionAssert.AreEqual(before.Inputs.Skip(1).ToArray(), after.Inputs.Skip(1).ToArray());
        }
    }

    [TestMethod]
    public void Onnx_runtime_computes_all_convolutions_with_whole_numbers()
    {
        foreach (var spec in (NetworkSpec[])[s_photo, PhotoUNet.For(new TensorShape(1, 16, 16), 4, 1), s_offsets,
            ResidualUNet.For(new TensorShape(3, 8, 8), width: 4, deepWidth: 8, blocks: 1, deepBlocks: 1)])
        {
            var operators = Optimised(Rounded(TestNetworks.Weights(spec, 1)));
            int Count(string name) => operators.Where(o => o.Key.EndsWith(name, StringComparison.Ordinal)).Sum(o => o.Value);
            string all = string.Join(' ', operators.Select(o => $"{o.Key}={o.Value}"));
            Assert.AreEqual(spec.AllLayers.Count(l => l.Layer is Conv), Count("QLinearConv"), all);
            Assert.AreEqual(spec.AllLayers.Count(l => l.Layer is Residual) - 1, Count("QLinearAdd"), all);
            Assert.IsFalse(operators.Keys.Any(k => k is "Conv" || k.EndsWith(":Conv", StringComparison.Ordinal)), all);
            Assert.AreEqual(1, Count("Add") - Count("QLinearAdd"), all);
        }
    }

    [TestMethod]
    public void Offsets_are_whole_numbers_of_both_steps_and_the_file_says_what_it_computes_with()
    {
        var weights = TestNetworks.Weights(s_offsets, 1);
        var info = OnnxModelReader.Read(Rounded(weights));
        var read = OnnxWeights.Read(info, s_offsets);
        Assert.AreEqual(WeightHash.Of(read), OnnxModelCheck.Check(info).WeightsHash);
        var constants = info.Initializers.ToDictionary(i => i.Name);
        foreach (string name in weights.InOrder.Where(t => t.Shape.Count == 1).Select(t => t.Name))
        {
            Assert.AreEqual("int32", constants[name + ".i32"].ElementType);
            float[] steps = Floats(constants[name + ".scale"]);
            for (int i = 0; i < steps.Length; i++) Assert.AreEqual(weights[name].Data[i], read[name].Data[i], steps[i] * 0.501, name);
        }
        float[] input = Floats(constants["input.step"]), kernel = Floats(constants["0.body.0.weight.scale"]), offset = Floats(constants["0.body.0.bias.scale"]);
        for (int i = 0; i < offset.Length; i++) Assert.AreEqual(input[0] * kernel[i], offset[i]);
    }

    [TestMethod]
    public void Offsets_for_which_there_are_not_enough_whole_numbers_stay_floats()
    {
        var weights = TestNetworks.Weights(s_offsets, 1);
        weights["0.body.0.weight"].Data.AsSpan(0, 9).Fill(1e-20f);
        byte[] onnx = Rounded(weights);
        var info = OnnxModelReader.Read(onnx);
        var names = info.Initializers.Select(i => i.Name).ToHashSet();
        Assert.IsTrue(names.Contains("0.body.0.bias") && !names.Contains("0.body.0.bias.i32") && names.Contains("0.body.4.bias.i32"));
        CollectionAssert.AreEqual(weights["0.body.0.bias"].Data, OnnxWeights.Read(info, s_offsets)["0.body.0.bias"].Data);
        Assert.IsLessThan(0.1, Error(weights, onnx, Image(s_offsets)));
    }

    [TestMethod]
    public void A_few_extreme_values_do_not_make_all_steps_coarse()
    {
        var spec = new NetworkSpec("wide", new TensorShape(1, 128, 160), [new Conv(1, 1, 1, Bias: false), new Activation(ActivationKind.Tanh)]).Validated();
        var weights = new WeightSet(spec, [new("0.weight", [1, 1, 1, 1], [1])]);
        float[] image = [.. Enumerable.Range(0, spec.Input.Size).Select(i => (i % 201 - 100) / 100f)];
        // One of 10,000 values on each side lies outside: four of the 40,960 of both applications.
        foreach (int place in (int[])[5, 777, 4_000, 9_000]) image[place] = 40;
        Assert.AreEqual((1 - -1) / 255f, ActivationRanges.Measure(weights, [image]).Levels("input").Scale, 1e-6f);
        image[1000] = 30;
        Assert.AreEqual((30 - -1) / 255f, ActivationRanges.Measure(weights, [image]).Levels("input").Scale, 1e-6f);
    }

    [TestMethod]
    public void Maps_that_are_undone_carry_floats()
    {
        var spec = LinearIgn.For(new TensorShape(1, 8, 8), width: 4, blocks: 1);
        var weights = TestNetworks.Weights(spec, 1);
        byte[] onnx = Rounded(weights);
        var file = new Graph(onnx);
        foreach (var node in file.Nodes.Where(n => n.Kind is "SpaceToDepth" or "DepthToSpace" or "Mul" or "Div"))
            Assert.IsFalse(node.Inputs.Any(i => i.EndsWith(".rounded", StringComparison.Ordinal)), $"{node.Kind} {node.Output}");
        foreach (var node in file.Nodes.Where(n => n.Kind == "Conv")) AssertLevels(file, node.Inputs[0]);
        var whole = Optimised(onnx).Where(o => o.Key.EndsWith("QLinearConv", StringComparison.Ordinal));
        Assert.AreEqual(file.Nodes.Count(n => n.Kind == "Conv"), whole.Sum(o => o.Value));
    }

    private static byte[] Rounded(WeightSet weights, OnnxForm? form = null) => OnnxModelWriter.Write(weights.Spec, weights,
        TestNetworks.Card(weights.Spec.Input), (form ?? new OnnxForm()) with
        {
            Precision = WeightPrecision.Int8Static,
            Opset = OnnxForm.StaticOpset,
            Ranges = ActivationRanges.Measure(weights, [Image(weights.Spec)]),
        });

    private static float[] Image(NetworkSpec spec) => TestNetworks.Images(spec.Input, 1, 1);

    private static void AssertLevels(Graph file, string value)
    {
        var back = file.Maker(value);
        Assert.AreEqual("DequantizeLinear", back.Kind, value);
        var there = file.Maker(back.Inputs[0]);
        Assert.AreEqual("QuantizeLinear", there.Kind, value);
        CollectionAssert.AreEqual(there.Inputs.Skip(1).ToArray(), back.Inputs.Skip(1).ToArray());
        // On x86 the whole-number kernels multiply unsigned levels by signed kernels.
        Assert.AreEqual(("uint8", 0), (file.Constant(there.Inputs[2]).ElementType, file.Constant(there.Inputs[2]).Shape.Count), value);
    }

    /// <summary>How often each operator occurs in what ONNX Runtime makes of a file before it runs it.</summary>
    private static IReadOnlyDictionary<string, int> Optimised(byte[] onnx)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("optimised.onnx");
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = path,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using (new InferenceSession(onnx, options)) return OnnxModelReader.Read(File.ReadAllBytes(path)).Operators;
    }

    private static double Error(WeightSet weights, byte[] onnx, float[] image)
    {
        var shape = weights.Spec.Input;
        using var session = new InferenceSession(onnx);
        using var input = OrtValue.CreateTensorValueFromMemory(image, [1, shape.Channels, shape.Height, shape.Width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
        double[] expected = new ReferenceNetwork(weights).Apply([.. image.Select(v => (double)v)]);
        return expected.Zip(outputs[0].GetTensorDataAsSpan<float>().ToArray(), (e, a) => Math.Abs(e - a)).Max();
    }

    private static float[] Floats(OnnxInitializer constant) =>
        [.. Enumerable.Range(0, (int)constant.Count).Select(i => BitConverter.ToSingle(constant.Raw.Span[(i * sizeof(float))..]))];

    /// <summary>The nodes of a file by what goes in and comes out.</summary>
    private sealed class Graph
    {
        private readonly Dictionary<string, OnnxInitializer> _constants;
        private readonly Dictionary<string, OnnxNode> _makers;

        internal Graph(byte[] onnx)
        {
            var info = OnnxModelReader.Read(onnx);
            Nodes = OnnxNode.ReadAll(info.Graph, OnnxLimits.MaxNodes);
            _constants = info.Initializers.ToDictionary(i => i.Name);
            _makers = Nodes.ToDictionary(n => n.Output);
        }

        internal IReadOnlyList<OnnxNode> Nodes { get; }

        internal OnnxNode Maker(string value) => _makers.TryGetValue(value, out var node) ? node : throw new AssertFailedException($"No node makes '{value}'.");

        internal OnnxNode User(string value) => Nodes.Single(n => n.Inputs.Contains(value));

        internal OnnxInitializer Constant(string name) => _constants[name];
    }
}
