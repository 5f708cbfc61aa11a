using System.Globalization;

namespace Ign.MLNet.Networks;

/// <summary>
/// Puts every <see cref="BatchNorm"/> that follows a convolution into it: the same function with fewer layers. What comes out is a network of its own,
/// so whoever reads the exported file finds exactly the layers and weights that are in it.
/// </summary>
public static class NormalizationFolding
{
    /// <summary>The network without the normalisations that could be folded; the same instance if there are none.</summary>
    public static WeightSet Apply(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var tensors = new List<NamedTensor>();
        var layers = Fold(weights, weights.Spec.Layers, "", "", tensors, out bool folded);
        return folded ? new WeightSet((weights.Spec with { Layers = layers }).Validated(), tensors) : weights;
    }

    /// <summary>Folds a list of layers; parameters get the names of their new places.</summary>
    private static List<Layer> Fold(WeightSet weights, IReadOnlyList<Layer> layers, string from, string to, List<NamedTensor> tensors, out bool folded)
    {
        var result = new List<Layer>();
        folded = false;
        for (int i = 0; i < layers.Count; i++)
        {
            string source = Place(from, i), target = Place(to, result.Count);
            if (i + 1 < layers.Count && layers[i + 1] is BatchNorm norm && layers[i] is Conv or ConvTranspose)
            {
                result.Add(WithBias(layers[i]));
                tensors.AddRange(Merge(weights, layers[i], source, norm.Affine(weights, Place(from, i + 1)), target));
                folded = true;
                i++;
            }
            else if (layers[i].Bodies is { Count: > 0 } bodies)
            {
                var inside = new List<IReadOnlyList<Layer>>();
                foreach (var body in bodies)
                {
                    inside.Add(Fold(weights, body.Layers, $"{source}.{body.Name}.", $"{target}.{body.Name}.", tensors, out bool inner));
                    folded |= inner;
                }
                result.Add(layers[i].WithBodies(inside));
            }
            else
            {
                result.Add(layers[i]);
                tensors.AddRange(layers[i].Parameters(source).Select(p => weights[p.Name] with { Name = target + p.Name[source.Length..] }));
            }
        }
        return result;
    }

    private static IEnumerable<NamedTensor> Merge(WeightSet weights, Layer layer, string source, (double[] Factor, double[] Offset) norm, string target)
    {
        var kernel = weights[$"{source}.weight"];
        // The output channel is the first dimension of a convolution's kernel and the second one of a transposed one's.
        int area = kernel.Shape[2] * kernel.Shape[3], outputs = norm.Factor.Length;
        int ChannelOf(int index) => layer is Conv ? index / (kernel.Shape[1] * area) : index / area % outputs;
        yield return kernel with { Name = $"{target}.weight", Data = [.. kernel.Data.Select((w, i) => (float)(w * norm.Factor[ChannelOf(i)]))] };

        float[]? bias = layer is Conv { Bias: true } or ConvTranspose { Bias: true } ? weights[$"{source}.bias"].Data : null;
        yield return new NamedTensor($"{target}.bias", [outputs], [.. norm.Offset.Select((offset, c) => (float)((bias?[c] ?? 0) * norm.Factor[c] + offset))]);
    }

    private static Layer WithBias(Layer layer) => layer switch
    {
        Conv conv => conv with { Bias = true },
        ConvTranspose conv => conv with { Bias = true },
        _ => throw new ArgumentException("Not a convolution.", nameof(layer)),
    };

    private static string Place(string prefix, int index) => prefix + index.ToString(CultureInfo.InvariantCulture);
}
