using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class PerceptualTests
{
    private readonly string _file = Path.GetTempFileName();

    [TestCleanup]
    public void Clean() => File.Delete(_file);

    /// <summary>Every operator, with paddings that differ, groups, dilation and pooling that ends beyond the edge.</summary>
    [TestMethod]
    public void Interpreter_agrees_with_ONNX_Runtime()
    {
        string[] names = ["relu", "pool", "average", "leaky", "joined", "dilated", "sum", "normal", "shaped", "class"];
        byte[] onnx = AllOperators(names);
        using var scope = NewDisposeScope();
        using var features = new TorchFeatures(onnx);
        using var generator = new Generator(5);
        var images = randn([2, 3, 13, 11], generator: generator);
        using var session = new InferenceSession(onnx);
        using var expected = session.Run([NamedOnnxValue.CreateFromTensor("image", new Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>(images.data<float>().ToArray(), [2, 3, 13, 11]))]);
        var actual = features.Run(images, names);
        foreach (var (value, name) in actual.Zip(names))
        {
            var reference = expected.Single(e => e.Name == name).AsTensor<float>();
            CollectionAssert.AreEqual(reference.Dimensions.ToArray(), value.shape.Select(d => (int)d).ToArray(), name);
            double difference = reference.ToArray().Zip(value.contiguous().data<float>().ToArray(), (a, b) => (double)Math.Abs(a - b)).Max();
            Assert.IsLessThan(1e-4, difference, name);
            Assert.IsGreaterThan(1e-2, value.abs().max().ToDouble(), name);
        }
        CollectionAssert.AreEqual((string[])["relu"], features.Rectified.ToArray());
    }

    [TestMethod]
    public void An_operator_that_is_not_interpreted_is_named()
    {
        byte[] onnx = new OnnxGraph().Node("Softmax", ["image"], "soft").Build("image", 3, ["soft"]);
        using var features = new TorchFeatures(onnx);
        var error = Assert.ThrowsExactly<IgnFormatException>(() => features.Run(zeros(1, 3, 4, 4), ["soft"]));
        StringAssert.Contains(error.Message, "Softmax");
    }

    [TestMethod]
    public void A_node_that_does_not_fit_its_image_is_named()
    {
        var graph = new OnnxGraph();
        byte[] onnx = graph.Node("Conv", ["image", graph.Constant("w", 1, 4, 3, 5, 5)], "c").Build("image", 3, ["c"]);
        using var features = new TorchFeatures(onnx);
        StringAssert.Contains(Assert.ThrowsExactly<IgnFormatException>(() => features.Run(zeros(1, 3, 4, 4), ["c"])).Message, "'c' (Conv)");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => features.Run(zeros(1, 1, 8, 8), ["c"])).Message, "3 channels");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => features.Run(zeros(1, 3, 8, 8), ["d"])).Message, "'d'");
    }

    [TestMethod]
    public void Gradient_of_the_restoration_with_a_perceptual_term_equals_finite_differences()
    {
        using var scope = NewDisposeScope();
        using var f = TinyNetwork.Create();
        Tensor x = TinyNetwork.Images(3, 2), y = TinyNetwork.Images(3, 3);
        var options = WithFeatures();
        using var objective = new RestorationObjective(options, type: ScalarType.Float64);
        var losses = objective.Step(f, new TrainingBatch(x, y));
        Assert.IsLessThan(1e-6, TinyNetwork.Error(FiniteDifferences(f, x, y, attached: true), TinyNetwork.Gradient(f)));
        Assert.IsGreaterThan(1e-3, losses.Perceptual!.Value);
        // Without the term it is another gradient.
        Assert.IsGreaterThan(1e-3, TinyNetwork.Error(FiniteDifferences(f, x, y, attached: false), TinyNetwork.Gradient(f)));
    }

    [TestMethod]
    public void Equal_images_have_no_distance_and_black_ones_no_NaN()
    {
        using var scope = NewDisposeScope();
        var options = WithFeatures().Perceptual!;
        using var term = PerceptualTerm.Load(options, null, ScalarType.Float64);
        var x = TinyNetwork.Images(3, 2);
        Assert.AreEqual(0, term.Loss(x, x).ToDouble());
        var black = zeros([2, 1, 4, 4], ScalarType.Float64).requires_grad_(true);
        term.Loss(black, x.narrow(0, 0, 2)).backward();
        Assert.IsTrue(black.grad!.isfinite().all().ToBoolean());
    }

    [TestMethod]
    public void Another_file_is_refused()
    {
        var options = WithFeatures().Perceptual!;
        File.AppendAllText(_file, "x");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => PerceptualTerm.Load(options, null, ScalarType.Float32)).Message, "hash");
    }

    /// <summary>Features of three channels, so that the grey images of the tiny network are repeated.</summary>
    private RestorationOptions WithFeatures()
    {
        var graph = new OnnxGraph();
        byte[] onnx = graph
            .Node("Conv", ["image", graph.Constant("w1", 1, 4, 3, 3, 3)], "c1", OnnxGraphBuilder.Attribute("pads", 1L, 1, 1, 1)).Node("Relu", ["c1"], "r1")
            .Node("Conv", ["r1", graph.Constant("w2", 2, 5, 4, 2, 2)], "c2", OnnxGraphBuilder.Attribute("strides", 2L, 2)).Node("Relu", ["c2"], "r2")
            .Build("image", 3, ["r2"]);
        File.WriteAllBytes(_file, onnx);
        return new RestorationOptions { Distance = Distance.L2, Perceptual = PerceptualOptions.ForImageNet(_file) with { Weight = 0.7 } };
    }

    private static double[] FiniteDifferences(TorchNetwork f, Tensor x, Tensor y, bool attached)
    {
        using var noGradient = no_grad();
        Tensor w1 = OnnxGraph.Values(1, 4, 3, 3, 3).to(ScalarType.Float64), w2 = OnnxGraph.Values(2, 5, 4, 2, 2).to(ScalarType.Float64);
        Tensor mean = tensor(new[] { 2 * 0.485f - 1, 2 * 0.456f - 1, 2 * 0.406f - 1 }).view(1, 3, 1, 1), deviation = tensor(new[] { 2 * 0.229f, 2 * 0.224f, 2 * 0.225f }).view(1, 3, 1, 1);
        return TinyNetwork.FiniteDifferences(f, () =>
        {
            using var step = NewDisposeScope();
            Tensor fy = f.Forward(y), clean = x.narrow(0, 0, 1);
            var loss = (fy - x).square().mean() + 0.25 * (f.Forward(clean) - clean).square().mean();
            if (attached) loss += 0.7 * Features(fy).Zip(Features(x), (a, b) => (a - b).square().sum(1).mean() / 2).Aggregate((a, b) => a + b);
            return loss.ToDouble();
        });

        Tensor[] Features(Tensor grey)
        {
            var first = nn.functional.conv2d((cat([grey, grey, grey], 1) - mean) / deviation, w1, padding: [1, 1]).relu();
            var second = nn.functional.conv2d(first, w2, strides: [2, 2]).relu();
            return [Unit(first), Unit(second)];
        }

        Tensor Unit(Tensor v) => v / (v.square().sum(1, keepdim: true) + 1e-10).sqrt();
    }

    private static byte[] AllOperators(string[] outputs)
    {
        var g = new OnnxGraph();
        return g
            .Node("Conv", ["image", g.Constant("w1", 1, 6, 3, 3, 3), g.Constant("b1", 2, 6)], "c1", OnnxGraphBuilder.Attribute("pads", 1L, 0, 2, 1), OnnxGraphBuilder.Attribute("strides", 1L, 1))
            .Node("Relu", ["c1"], "relu")
            .Node("MaxPool", ["relu"], "pool", OnnxGraphBuilder.Attribute("kernel_shape", 3L, 3), OnnxGraphBuilder.Attribute("strides", 2L, 2), OnnxGraphBuilder.Attribute("ceil_mode", 1))
            .Node("AveragePool", ["c1"], "average", OnnxGraphBuilder.Attribute("kernel_shape", 3L, 3), OnnxGraphBuilder.Attribute("strides", 2L, 2), OnnxGraphBuilder.Attribute("pads", 1L, 1, 1, 1))
            .Node("LeakyRelu", ["c1"], "leaky", OnnxGraphBuilder.Attribute("alpha", 0.2f))
            .Node("Concat", ["relu", "leaky"], "joined", OnnxGraphBuilder.Attribute("axis", 1))
            .Node("Conv", ["joined", g.Constant("w2", 3, 4, 6, 3, 3)], "dilated", OnnxGraphBuilder.Attribute("group", 2), OnnxGraphBuilder.Attribute("dilations", 2L, 2))
            .Node("Mul", ["dilated", g.Constant("factor", 4, 1, 4, 1, 1)], "scaled")
            .Node("Add", ["scaled", "dilated"], "sum")
            .Node("BatchNormalization", ["sum", g.Constant("s", 5, 4), g.Constant("o", 6, 4), g.Constant("m", 7, 4), g.Positive("v", 8, 4)], "normal", OnnxGraphBuilder.Attribute("epsilon", 1e-3f))
            .Node("GlobalAveragePool", ["normal"], "global")
            .Node("Reshape", ["global", g.Longs("shape", 0, 2, -1)], "shaped")
            .Node("Flatten", ["shaped"], "flat")
            .Node("Gemm", ["flat", g.Constant("w3", 9, 5, 4), g.Constant("b3", 10, 5)], "class", OnnxGraphBuilder.Attribute("transB", 1))
            .Build("image", 3, outputs);
    }
}
