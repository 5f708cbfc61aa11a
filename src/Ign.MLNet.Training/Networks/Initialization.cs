using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Starting values of the parameters. Every normalisation starts as the identity: weight 1, bias 0.</summary>
public static class Initialization
{
    /// <summary>DCGAN's: convolution weights N(0, 0.02), biases 0.</summary>
    public static WeightSet Dcgan(NetworkSpec spec, long seed) => Fill(spec, seed, (_, _) => 0.02);

    /// <summary>
    /// He's, for rectified networks: standard deviation √(2 / fan-in), biases 0. The last convolution of every residual body starts at 0, so
    /// that the network starts as its skips.
    /// </summary>
    public static WeightSet He(NetworkSpec spec, long seed)
    {
        var last = LastOfBodies(spec.Layers, "").ToHashSet();
        return Fill(spec, seed, (name, shape) => last.Contains(name) ? 0 : Math.Sqrt(2.0 / FanIn(name, shape, spec)));
    }

    private static WeightSet Fill(NetworkSpec spec, long seed, Func<string, IReadOnlyList<int>, double> deviation)
    {
        TorchRuntime.Initialize();
        using var generator = new Generator((ulong)seed);
        return new WeightSet(spec, spec.ParameterShapes.Select(p =>
        {
            using var scope = NewDisposeScope();
            var data = p.Shape.Count == 4
                ? randn(p.Count, generator: generator).mul(deviation(p.Name, p.Shape)).data<float>().ToArray()
                : [.. Enumerable.Repeat(IsScale(p.Name) ? 1f : 0f, (int)p.Count)];
            return new NamedTensor(p.Name, p.Shape, data);
        }));
    }

    /// <summary>Whether it is the factor or the variance of a normalisation, rather than an offset or a mean.</summary>
    private static bool IsScale(string name) => name.EndsWith(".weight", StringComparison.Ordinal) || name.EndsWith(".variance", StringComparison.Ordinal);

    /// <summary>Inputs that one output value sees. A transposed convolution spreads its kernel over stride² output positions.</summary>
    private static double FanIn(string name, IReadOnlyList<int> shape, NetworkSpec spec)
    {
        var layer = Find(spec.Layers, name[..^".weight".Length]);
        return layer is ConvTranspose t ? (double)t.In * t.Kernel * t.Kernel / (t.Stride * t.Stride) : (double)shape[1] * shape[2] * shape[3];
    }

    private static Layer Find(IReadOnlyList<Layer> layers, string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return layers[int.Parse(path, System.Globalization.CultureInfo.InvariantCulture)];
        var residual = (Residual)layers[int.Parse(path[..dot], System.Globalization.CultureInfo.InvariantCulture)];
        return Find(residual.Body, path[(dot + ".body.".Length)..]);
    }

    private static IEnumerable<string> LastOfBodies(IReadOnlyList<Layer> layers, string prefix)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] is not Residual r) continue;
            if (r.Body[^1] is Conv or ConvTranspose) yield return $"{prefix}{i}.body.{r.Body.Count - 1}.weight";
            foreach (var inner in LastOfBodies(r.Body, $"{prefix}{i}.body.")) yield return inner;
        }
    }
}
