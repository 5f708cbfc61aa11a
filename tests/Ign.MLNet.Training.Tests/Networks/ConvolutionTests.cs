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
                foreach (Layer layer in new Layer[] { new Conv(input, output, 4, 2, 1), new Conv(input, output, 3, 1, 1),
                    new ConvTranspose(input, output, 4, 2, 1), new ConvTranspose(input, output, 4) })
                    for (int i = 0; i < 2; i++) Check(layer, input, output);
    }

    /// <summary>64-bit convolutions go another way, without that library.</summary>
    [TestMethod]
    public void Results_and_gradients_agree_with_64_bits()
    {
        int[] widths = [1, 3, 4, 5, 8, 11, 24, 32];
        Layer[] layers(int i, int o) =>
            [new Conv(i, o, 4, 2, 1), new Conv(i, o, 3, 1, 1), new Conv(i, o, 4), new Conv(i, o, 1), new ConvTranspose(i, o, 4, 2, 1),
                new ConvTranspose(i, o, 5, 1, 2), new ConvTranspose(i, o, 4)];
        foreach (int input in widths)
            foreach (int output in widths)
                foreach (var layer in layers(input, output)) Compare(layer, input, output);
    }

    private static void Compare(Layer layer, int input, int output)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        int side = Side(layer);
        Tensor v = randn([3, input, 6, 6], generator: generator),
            weight = randn(layer is Conv ? [output, input, side, side] : [input, output, side, side], generator: generator);
        var bias = randn(output, generator: generator);
        Tensor[] narrow = Gradients(ScalarType.Float32), wide = Gradients(ScalarType.Float64);
        foreach (var (a, b) in narrow.Zip(wide))
            Assert.IsLessThan(1e-5, ((a - b).abs().max() / b.abs().max()).ToDouble(), layer.ToString());

        Tensor[] Gradients(ScalarType type)
        {
            Tensor x = v.to(type, copy: true).requires_grad_(true), w = weight.to(type, copy: true).requires_grad_(true);
            var result = Apply(layer, x, w, bias.to(type));
            result.square().mean().backward();
            return [result.detach(), x.grad!, w.grad!];
        }
    }

    private static void Check(Layer layer, int input, int output)
    {
        using var scope = NewDisposeScope();
        FillFreedMemoryWithNaN();
        Tensor v = randn(4, input, 4, 4).requires_grad_(true),
            weight = randn(layer is Conv ? [output, input, Side(layer), Side(layer)] : [input, output, Side(layer), Side(layer)]).requires_grad_(true);
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
