using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

/// <summary>The two interpretations of a specification, TorchSharp and ONNX, compute the same function.</summary>
[TestClass]
public sealed class ExportParityTests
{
    private const double Bound = 1e-5;

    [TestMethod]
    public void Random_networks_agree()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var spec = RandomSpec.Create(seed);
            Assert.IsLessThan(Bound, Difference(spec, seed, batch: 1 + seed % 3), $"seed {seed}: {spec.ToJson()}");
        }
    }

    [TestMethod]
    public void Shipped_architectures_agree()
    {
        Assert.IsLessThan(Bound, Difference(Dcgan.For28(1, 16, 32), 1, 3));
        Assert.IsLessThan(Bound, Difference(Dcgan.For64(3, 16, 32, 8), 2, 2));
        Assert.IsLessThan(Bound, Difference(ResidualUNet.For(new TensorShape(1, 28, 28), 16, 32), 3, 3));
    }

    private static double Difference(NetworkSpec spec, int seed, int batch)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new Generator((ulong)seed + 1);
        using var network = new TorchNetwork(spec);
        network.Values.copy_(randn(network.Values.numel(), generator: generator) * 0.2);
        long[] shape = [batch, spec.Input.Channels, spec.Input.Height, spec.Input.Width];
        var y = randn(shape, generator: generator);
        var expected = network.Forward(y).data<float>().ToArray();

        var weights = network.ToWeights();
        byte[] onnx = OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "parity", Shape = spec.Input });
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        using var input = OrtValue.CreateTensorValueFromMemory(y.data<float>().ToArray(), shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["input"], [input], ["output"]);
        var actual = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        return expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max();
    }
}
