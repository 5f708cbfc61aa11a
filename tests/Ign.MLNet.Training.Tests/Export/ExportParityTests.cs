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
        for (int seed = 0; seed < 240; seed++)
        {
            var spec = new RandomSpec(seed).Next();
            Assert.IsLessThan(Bound, Difference(spec, seed, batch: 1 + seed % 3), $"seed {seed}: {spec.ToJson()}");
        }
    }

    [TestMethod]
    public void Shipped_architectures_agree()
    {
        Assert.IsLessThan(Bound, Difference(Dcgan.For(new(1, 28, 28), new() { Width = 16, Latent = 32 }), 1, 3));
        Assert.IsLessThan(Bound, Difference(Dcgan.For(new(3, 64, 64), new() { Width = 16, Latent = 32, Groups = 8 }), 2, 2));
        Assert.IsLessThan(Bound, Difference(ResidualUNet.For(new TensorShape(1, 28, 28), 16, 32), 3, 3));
        Assert.IsLessThan(Bound, Difference(LinearIgn.For(new TensorShape(3, 8, 12), 8, 1), 4, 3));
        Assert.IsLessThan(Bound, Difference(Dcgan.For(new(1, 28, 28), new() { Classes = 10, Width = 16, Latent = 32 }), 5, 3));
        Assert.IsLessThan(Bound, Difference(Dcgan.For(new(1, 28, 28), new() { Classes = 10, Width = 16, Latent = 32, Film = false }), 6, 3));
        Assert.IsLessThan(Bound, Difference(Dcgan.For(new(3, 64, 64), new() { Classes = 4, Width = 16, Latent = 32, Groups = 8 }), 7, 2));
        Assert.IsLessThan(Bound, Difference(TestNetworks.Labelled(), 8, 3));
    }

    private static double Difference(NetworkSpec spec, int seed, int batch)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var weights = TestNetworks.Weights(spec, seed);
        using var network = new TorchNetwork(spec);
        network.Load(weights);
        long[] shape = [batch, spec.Input.Channels, spec.Input.Height, spec.Input.Width];
        float[] images = TestNetworks.Images(spec.Input, batch, seed);
        var expected = network.Forward(tensor(images).reshape(shape)).data<float>().ToArray();

        var source = new ModelSource(weights, TestNetworks.Card(spec.Input));
        return new[] { true, false }.Max(fold =>
            expected.Zip(Run(ModelExport.Write(source, fold: fold), images, shape), (e, a) => Math.Abs(e - a) / Math.Max(1, Math.Abs(e))).Max());
    }

    private static float[] Run(byte[] onnx, float[] images, long[] shape)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        using var input = OrtValue.CreateTensorValueFromMemory(images, shape);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["input"], [input], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
