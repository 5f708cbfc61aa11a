using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// A network made wider that starts as the same function (Chen et al., "Net2Net", 2016): old channels keep their weights, new channels start at random, and no
/// old channel looks at a new one yet.
/// </summary>
internal static class Widening
{
    /// <summary>Starting weights of the wider network.</summary>
    /// <param name="narrow">What was trained.</param>
    /// <param name="spec">The same layers with as many channels or more.</param>
    /// <param name="seed">Seed of the new channels.</param>
    /// <exception cref="SpecException">The networks differ in more than their channels, or a layer in them couples all channels.</exception>
    internal static WeightSet Of(WeightSet narrow, NetworkSpec spec, long seed)
    {
        var old = narrow.Spec.AllLayers.ToList();
        var wide = spec.AllLayers.ToList();
        if (old.Count != wide.Count) throw Different(narrow.Spec, spec);
        var weights = Initialization.He(spec, seed).InOrder.ToDictionary(t => t.Name, StringComparer.Ordinal);
        for (int i = 0; i < old.Count; i++)
        {
            if (old[i].Path != wide[i].Path) throw Different(narrow.Spec, spec);
            switch (old[i].Layer, wide[i].Layer)
            {
                case (Conv from, Conv to) when from == to with { In = from.In, Out = from.Out } && from.In <= to.In && from.Out <= to.Out:
                    int groups = i + 1 < old.Count && old[i + 1].Layer is DepthToSpace move ? move.Factor * move.Factor : 1;
                    Fill(narrow, weights, old[i].Path, groups);
                    break;
                case (Residual, Residual): break;
                case (Activation or SpaceToDepth or DepthToSpace, var same) when same == old[i].Layer: break;
                default: throw Different(narrow.Spec, spec);
            }
        }
        return new WeightSet(spec, weights.Values);
    }

    /// <param name="narrow">The old weights.</param>
    /// <param name="weights">The new ones.</param>
    /// <param name="path">The layer.</param>
    /// <param name="groups">Runs of output channels that each grow at their end: the pixels of a square that <see cref="DepthToSpace"/> makes of them.</param>
    private static void Fill(WeightSet narrow, Dictionary<string, NamedTensor> weights, string path, int groups)
    {
        foreach (string name in (string[])[$"{path}.weight", $"{path}.bias"])
        {
            if (!weights.TryGetValue(name, out var wide)) continue;
            var old = narrow[name];
            int run = old.Shape[0] / groups, wideRun = wide.Shape[0] / groups, row = old.Data.Length / old.Shape[0], wideRow = wide.Data.Length / wide.Shape[0];
            for (int output = 0; output < old.Shape[0]; output++)
            {
                var target = wide.Data.AsSpan((output / run * wideRun + output % run) * wideRow, wideRow);
                old.Data.AsSpan(output * row, row).CopyTo(target);
                target[row..].Clear();
            }
        }
    }

    private static SpecException Different(NetworkSpec narrow, NetworkSpec wide) => new(
        $"Network {wide.Name} cannot start from {narrow.Name}: expected the same layers with as many channels or more, made of convolutions, activations and sums.");
}
