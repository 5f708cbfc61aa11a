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
    public void Every_convolution_between_the_ends_takes_and_gives_levels()
    {
        foreach (var spec in (NetworkSpec[])[s_photo, s_offsets])
        {
            var file = new Graph(Rounded(TestNetworks.Weights(spec, 1), new OnnxForm { Applications = 2 }));
            var convolutions = file.Nodes.Where(n => n.Kind == "Conv").ToList();
            int each = spec.AllLayers.Count(l => l.Layer is Conv);
            Assert.HasCount(2 * each, convolutions);
            for (int i = 0; i < convolutions.Count; i++)
            {
                var conv = convolutions[i];
                if (i % each == 0 || i % each == each - 1)
                {
                    Assert.AreEqual("float", file.Constant(conv.Inputs[1]).ElementType);
                    Assert.IsFalse(conv.Inputs[0].EndsWith(".rounded", StringComparison.Ordinal), conv.Inputs[0]);
                    continue;
                }
                AssertLevels(file, conv.Inputs[0]);
                var kernel = file.Maker(conv.Inputs[1]);
                Assert.AreEqual(("DequantizeLinear", "int8", "float"),
                    (kernel.Kind, file.Constant(kernel.Inputs[0]).ElementType, file.Constant(kernel.Inputs[1]).ElementType));
                Assert.AreEqual(file.Constant(kernel.Inputs[0]).Shape[0], file.Constant(kernel.Inputs[1]).Count, "One scale for each output channel.");
                var user = file.User(conv.Output);
                if (user.Kind == "Relu") user = file.User(user.Output);
                Assert.AreEqual("QuantizeLinear", user.Kind, conv.Output);
            }
        }
    }

    [TestMethod]
    public void Sums_at_the_finest_resolution_stay_floats_and_those_below_are_levels()
    {
        var file = new Graph(Rounded(TestNetworks.Weights(s_photo, 1)));
        var sums = file.Nodes.Where(n => n.Kind == "Add").ToList();
        // The image; then one block on each side and what comes from below, at half the resolution.
        var fine = sums.Where(s => !s.Inputs[0].EndsWith(".rounded", StringComparison.Ordinal)).Select(s => s.Output).ToList();
        CollectionAssert.AreEquivalent(new[] { "0", "0.body.2", "0.body.3", "0.body.4" }, fine);
        foreach (var sum in sums.Where(s => !fine.Contains(s.Output))) AssertLevels(file, sum.Inputs[0]);
        foreach (var sum in sums.Where(s => s.Output != "0")) AssertLevels(file, sum.Inputs[1]);
        Assert.AreEqual("0.body", sums.Single(s => s.Output == "0").Inputs[1], "What is added to the image has all its digits.");
    }

    [TestMethod]
    public void Pixels_are_moved_with_the_same_levels_on_both_sides()
    {
        var file = new Graph(Rounded(TestNetworks.Weights(s_photo, 1)));
        var moves = file.Nodes.Where(n => n.Kind is "SpaceToDepth" or "DepthToSpace").ToList();
        Assert.HasCount(4, moves);
        foreach (var move in moves[1..^1])
        {
            var before = file.Maker(move.Inputs[0]);
            var after = file.User(move.Output);
            Assert.AreEqual(("DequantizeLinear", "QuantizeLinear"), (before.Kind, after.Kind));
            CollectionAssert.AreEqual(before.Inputs.Skip(1).ToArray(), after.Inputs.Skip(1).ToArray());
        }
    }

    [TestMethod]
    public void Onnx_runtime_computes_all_convolutions_between_the_ends_with_whole_numbers()
    {
        // The last convolution of the residual U-Net is a transposed one.
        foreach (var (spec, sums, ends) in ((NetworkSpec, int, int)[])[(s_photo, 5, 2), (PhotoUNet.For(new TensorShape(1, 16, 16), 4, 1), 5, 2),
            (s_offsets, 0, 2), (ResidualUNet.For(new TensorShape(3, 8, 8), width: 4, deepWidth: 8, blocks: 1, deepBlocks: 1), 1, 1)])
        {
            var operators = Optimised(Rounded(TestNetworks.Weights(spec, 1)));
            int Count(string name) => operators.Where(o => o.Key.EndsWith(name, StringComparison.Ordinal)).Sum(o => o.Value);
            string all = string.Join(' ', operators.Select(o => $"{o.Key}={o.Value}"));
            Assert.AreEqual(spec.AllLayers.Count(l => l.Layer is Conv) - ends, Count("QLinearConv"), all);
            Assert.AreEqual(sums, Count("QLinearAdd"), all);
            Assert.AreEqual(ends, operators.Where(o => o.Key is "Conv" or "FusedConv" || o.Key.EndsWith(":Conv", StringComparison.Ordinal)
                || o.Key.EndsWith(":FusedConv", StringComparison.Ordinal)).Sum(o => o.Value), all);
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
        const string Name = "0.body.2.body.1.bias";
        Assert.AreEqual("int32", constants[Name + ".i32"].ElementType);
        float[] steps = Floats(constants[Name + ".scale"]);
        for (int i = 0; i < steps.Length; i++) Assert.AreEqual(weights[Name].Data[i], read[Name].Data[i], steps[i] * 0.501);
        CollectionAssert.AreEqual(weights["0.body.0.bias"].Data, read["0.body.0.bias"].Data, "An end computes in floats.");
        float[] input = Floats(constants["0.body.2.body.0.step"]), kernel = Floats(constants["0.body.2.body.1.weight.scale"]);
        for (int i = 0; i < steps.Length; i++) Assert.AreEqual(input[0] * kernel[i], steps[i]);
    }

    [TestMethod]
    public void Offsets_for_which_there_are_not_enough_whole_numbers_stay_floats()
    {
        var weights = TestNetworks.Weights(s_offsets, 1);
        const string Path = "0.body.2.body.1";
        weights[$"{Path}.weight"].Data.AsSpan(0, 36).Fill(1e-20f);
        byte[] onnx = Rounded(weights);
        var info = OnnxModelReader.Read(onnx);
        var names = info.Initializers.Select(i => i.Name).ToHashSet();
        Assert.IsTrue(names.Contains($"{Path}.bias") && !names.Contains($"{Path}.bias.i32") && names.Contains($"{Path}.weight.i8"));
        CollectionAssert.AreEqual(weights[$"{Path}.bias"].Data, OnnxWeights.Read(info, s_offsets)[$"{Path}.bias"].Data);
        Assert.IsLessThan(0.1, Error(weights, onnx, Image(s_offsets)));
    }

    [TestMethod]
    public void A_few_extreme_values_do_not_make_all_steps_coarse()
    {
        var spec = new NetworkSpec("wide", new TensorShape(1, 128, 160), [new Conv(1, 1, 1, Bias: false), new Activation(ActivationKind.Tanh)]).Validated();
        var weights = new WeightSet(spec, [new("0.weight", [1, 1, 1, 1], [1])]);
        float[] image = [.. Enumerable.Range(0, spec.Input.Size).Select(i => (i % 201 - 100) / 100f)];
        // One of 25,000 values on each side lies outside: one of the 40,960 of both applications.
        image[777] = 40;
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
