using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class LinearIgnTests
{
    private static readonly NetworkSpec s_spec = LinearIgn.For(new TensorShape(1, 28, 28));

    [TestMethod]
    public void The_standard_size_has_three_quarters_of_a_million_parameters() => Assert.AreEqual(0.75e6, s_spec.ParameterCount, 0.03e6);

    [TestMethod]
    public void It_starts_as_a_mask_of_pixels()
    {
        foreach (var start in (WeightSet[])[Initialization.Dcgan(s_spec, 1), Initialization.He(s_spec, 1)])
        {
            using var scope = NewDisposeScope();
            using var network = new TorchNetwork(s_spec);
            network.Load(start);
            var y = rand(2, 1, 28, 28) * 2 - 1;
            // Squeezed twice, 4 of 16 channels are those of the pixels whose rows and columns are both even in the first squeeze's order.
            var kept = zeros(28, 28);
            foreach (var (row, column) in (IEnumerable<(long, long)>)[(0, 0), (0, 1), (1, 0), (1, 1)])
                kept[TensorIndex.Slice(row, null, 4), TensorIndex.Slice(column, null, 4)] = 1;
            Assert.AreEqual(0, (network.Forward(y) - y * kept).abs().max().ToSingle());
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void A_second_application_changes_nothing_whatever_the_weights(int seed)
    {
        var weights = Perturbed(seed);
        float[] images = TestNetworks.Images(s_spec.Input, 4, seed);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = new TorchNetwork(s_spec);
        network.Load(weights);
        var y = tensor(images).reshape(4, 1, 28, 28);
        var once = network.Forward(y);
        // The weights do something: the first application is neither the identity nor the mask that it starts as.
        Assert.IsGreaterThan(0.1, (once - y).abs().max().ToDouble());
        using (var start = new TorchNetwork(s_spec))
        {
            start.Load(Initialization.He(s_spec, seed));
            Assert.IsGreaterThan(0.1, (once - start.Forward(y)).abs().max().ToDouble());
        }
        Assert.IsLessThanOrEqualTo(1e-5, (network.Forward(once) - once).abs().max().ToDouble());

        byte[] onnx = OnnxModelWriter.Write(s_spec, weights, TestNetworks.Card(s_spec.Input));
        float[] first = Run(onnx, images), second = Run(onnx, first);
        Assert.IsLessThanOrEqualTo(1e-5, once.data<float>().ToArray().Zip(first, (a, b) => Math.Abs(a - b)).Max());
        Assert.IsLessThanOrEqualTo(1e-5, first.Zip(second, (a, b) => Math.Abs(a - b)).Max());
    }

    [TestMethod]
    public void Both_passes_through_the_map_give_their_gradients()
    {
        // In double precision, of a small network: each parameter moved a little on its own.
        var spec = LinearIgn.For(new TensorShape(1, 4, 4), width: 2, blocks: 1, keep: 7);
        using var scope = NewDisposeScope();
        using var network = new TorchNetwork(spec, type: ScalarType.Float64);
        network.Load(TestNetworks.Weights(spec, 3));
        var y = tensor(TestNetworks.Images(spec.Input, 2, 3)).reshape(2, 1, 4, 4).to(ScalarType.Float64);
        double Loss() => (network.Forward(y) - y).pow(2).mean().ToDouble();
        (network.Forward(y) - y).pow(2).mean().backward();
        double[] gradients = network.Gradients.data<double>().ToArray();
        for (int i = 0; i < gradients.Length; i += 7)
        {
            using var inner = NewDisposeScope();
            using var noGradient = no_grad();
            const double step = 1e-6;
            network.Values[i].add_(step);
            double above = Loss();
            network.Values[i].sub_(2 * step);
            double below = Loss();
            network.Values[i].add_(step);
            Assert.AreEqual((above - below) / (2 * step), gradients[i], 1e-5 * (1 + Math.Abs(gradients[i])), $"parameter {i}");
        }
    }

    /// <summary>He's start with noise of a tenth of the usual size on every parameter, so that no layer is the identity.</summary>
    private static WeightSet Perturbed(int seed)
    {
        var random = new Random(seed);
        var start = Initialization.He(s_spec, seed);
        return new WeightSet(s_spec,
            start.InOrder.Select(t =>
                t with { Data = [.. t.Data.Select(v => v + (float)(random.NextDouble() * 2 - 1) * (t.Shape.Count == 4 ? 0.02f : 0.1f))] }));
    }

    private static float[] Run(byte[] onnx, float[] images)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        using var input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / s_spec.Input.Size, 1, 28, 28]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["input"], [input], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
