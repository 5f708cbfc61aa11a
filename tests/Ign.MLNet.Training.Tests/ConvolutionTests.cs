using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class ConvolutionTests
{
    /// <summary>libtorch reads memory that was not written where channels do not fill its blocks: what lay there must not matter.</summary>
    [TestMethod]
    public void What_memory_held_before_does_not_reach_results_or_gradients()
    {
        int[] widths = [1, 3, 5, 8, 11, 24, 32];
        foreach (int input in widths)
            foreach (int output in widths)
                foreach (Layer layer in new Layer[] { new Conv(input, output, 4, 2, 1), new Conv(input, output, 3, 1, 1), new ConvTranspose(input, output, 4, 2, 1), new ConvTranspose(input, output, 4) })
                    for (int i = 0; i < 4; i++) Check(layer, input, output);
    }

    [TestMethod]
    public void Zero_channels_change_nothing()
    {
        foreach (Layer layer in new Layer[] { new Conv(5, 7, 3, 2, 1), new ConvTranspose(5, 7, 3, 2, 1) })
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(1);
            Tensor v = randn([2, 5, 7, 7], generator: generator), bias = randn(7, generator: generator);
            var weight = randn(layer is Conv ? [7, 5, 3, 3] : [5, 7, 3, 3], generator: generator);
            // 64-bit convolutions go another way.
            var expected = Apply(layer, v.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64));
            Assert.IsLessThan(1e-4, (Apply(layer, v, weight, bias) - expected).abs().max().ToDouble());
        }
    }

    private static void Check(Layer layer, int input, int output)
    {
        using var scope = NewDisposeScope();
        FillFreedMemoryWithNaN();
        Tensor v = randn(4, input, 4, 4).requires_grad_(true), weight = randn(layer is Conv ? [output, input, Side(layer), Side(layer)] : [input, output, Side(layer), Side(layer)]).requires_grad_(true);
        var result = Apply(layer, v, weight, zeros(output));
        result.square().mean().backward();
        foreach (var tensor in (Tensor[])[result, v.grad!, weight.grad!]) Assert.IsTrue(tensor.isfinite().all().ToBoolean(), layer.ToString());
    }

    private static int Side(Layer layer) => layer is Conv c ? c.Kernel : ((ConvTranspose)layer).Kernel;

    private static Tensor Apply(Layer layer, Tensor v, Tensor weight, Tensor bias) =>
        layer is Conv c ? Convolution.Apply(c, v, weight, bias) : Convolution.Apply((ConvTranspose)layer, v, weight, bias);

    private static void FillFreedMemoryWithNaN()
    {
        foreach (int size in new[] { 64, 128, 256, 512, 1024, 2048, 4096, 16384 })
        {
            Tensor[] garbage = [.. Enumerable.Range(0, 8).Select(_ => full(size, float.NaN))];
            foreach (var tensor in garbage) tensor.Dispose();
        }
    }
}
