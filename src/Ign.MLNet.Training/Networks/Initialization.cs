using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Starting values of the parameters. Every normalisation starts as the identity: weight 1, bias 0. So does every layer that would have no reason to start as
/// something else: couplings (the last convolution of their body starts at 0), <see cref="ChannelScale"/> and <see cref="Film"/>.
/// </summary>
public static class Initialization
{
    /// <summary>DCGAN's: convolution weights N(0, 0.02), biases 0.</summary>
    public static WeightSet Dcgan(NetworkSpec spec, long seed) => Fill(spec, seed, _ => 0.02, l => l is Coupling);

    /// <summary>
    /// He's, for rectified networks: standard deviation √(2 / fan-in), biases 0. The last convolution of every residual body starts at 0, so
    /// that the network starts as its skips.
    /// </summary>
    public static WeightSet He(NetworkSpec spec, long seed) => Fill(spec, seed, layer => Math.Sqrt(2 / layer.FanIn), l => l is Coupling or Residual);

    private static WeightSet Fill(NetworkSpec spec, long seed, Func<Layer, double> deviation, Func<Layer, bool> startsAsIdentity)
    {
        TorchRuntime.Initialize();
        using var generator = new Generator((ulong)seed);
        var layers = spec.AllLayers.ToDictionary(l => l.Path, l => l.Layer, StringComparer.Ordinal);
        var zero = layers.Where(l => startsAsIdentity(l.Value)).Select(l => LastOfBody(l.Key, l.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return new WeightSet(spec, spec.ParameterShapes.Select(p =>
        {
            using var scope = NewDisposeScope();
            string path = p.Name[..p.Name.LastIndexOf('.')];
            var data = p.Shape.Count == 4
                ? randn(p.Count, generator: generator).Times(zero.Contains(path) || layers[path].FanIn == 0 ? 0 : deviation(layers[path])).data<float>()
                    .ToArray()
                : [.. Enumerable.Repeat(p.Start, (int)p.Count)];
            return new NamedTensor(p.Name, p.Shape, data);
        }));
    }

    /// <summary>Path of the convolution that ends a body, also where its channels then become pixels; null where something else does.</summary>
    private static string? LastOfBody(string path, Layer layer)
    {
        var body = layer switch { Coupling c => c.Body, Residual r => r.Body, _ => [] };
        int last = body is [.., DepthToSpace] ? body.Count - 2 : body.Count - 1;
        return last >= 0 && body[last] is Conv or ConvTranspose ? $"{path}.body.{last}" : null;
    }
}
