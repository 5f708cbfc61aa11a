using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Puts a network that was trained in [-1, 1] between two 1×1 convolutions that translate from and to another range of values.</summary>
internal static class RangeAdapter
{
    internal static WeightSet Apply(WeightSet weights, float minimum, float maximum)
    {
        if (minimum == -1 && maximum == 1) return weights;
        var spec = weights.Spec;
        int channels = spec.Input.Channels;
        double half = ((double)maximum - minimum) / 2, middle = ((double)maximum + minimum) / 2;
        var adapted = spec with { Layers = [new Conv(channels, channels, 1), .. spec.Layers, new Conv(channels, channels, 1)] };
        return new WeightSet(adapted,
        [
            .. Scaling(0, channels, 1 / half, -middle / half),
            .. weights.InOrder.Select(t => t with { Name = OneLayerLater(t.Name) }),
            .. Scaling(spec.Layers.Count + 1, channels, half, middle),
        ]);
    }

    /// <summary>Every channel times <paramref name="factor"/> plus <paramref name="offset"/>.</summary>
    private static IEnumerable<NamedTensor> Scaling(int layer, int channels, double factor, double offset)
    {
        var weight = new float[channels * channels];
        for (int c = 0; c < channels; c++) weight[c * channels + c] = (float)factor;
        yield return new NamedTensor($"{layer}.weight", [channels, channels, 1, 1], weight);
        yield return new NamedTensor($"{layer}.bias", [channels], [.. Enumerable.Repeat((float)offset, channels)]);
    }

    private static string OneLayerLater(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{int.Parse(name.AsSpan(0, dot), CultureInfo.InvariantCulture) + 1}{name[dot..]}");
    }
}
