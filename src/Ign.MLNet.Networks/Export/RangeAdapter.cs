using System.Globalization;
namespace Ign.MLNet.Networks;

/// <summary>Puts a network that was trained in [-1, 1] between two 1×1 convolutions that translate from and to another range of values.</summary>
internal static class RangeAdapter
{
    internal static WeightSet Apply(WeightSet weights, float minimum, float maximum)
    {
        if (minimum == -1 && maximum == 1) return weights;
        var spec = weights.Spec;
        if (spec.Layers is [Conditioned conditioned]) return Conditional(weights, conditioned, minimum, maximum);
        int channels = spec.Input.Channels;
        double half = ((double)maximum - minimum) / 2, middle = ((double)maximum + minimum) / 2;
        var adapted = spec with { Layers = [new Conv(channels, channels, 1), .. spec.Layers, new Conv(channels, channels, 1)] };
        return new WeightSet(adapted,
        [
            .. Scaling("0", channels, 0, 1 / half, -middle / half),
            .. weights.InOrder.Select(t => t with { Name = OneLayerLater(t.Name) }),
            .. Scaling($"{spec.Layers.Count + 1}", channels, 0, half, middle),
        ]);
    }

    /// <summary>Labels are 0 or 1 in every range: the translation happens inside, and leaves their channels alone.</summary>
    private static WeightSet Conditional(WeightSet weights, Conditioned conditioned, float minimum, float maximum)
    {
        const string Inside = "0.body.";
        var (images, classes, body) = (conditioned.ImageChannels, conditioned.Classes, conditioned.Body);
        double half = ((double)maximum - minimum) / 2, middle = ((double)maximum + minimum) / 2;
        var adapted = conditioned with { Body = [new Conv(images + classes, images + classes, 1), .. body, new Conv(images, images, 1)] };
        return new WeightSet(weights.Spec with { Layers = [adapted] },
        [
            .. Scaling(Inside + "0", images, classes, 1 / half, -middle / half),
            .. weights.InOrder.Select(t => t with { Name = Inside + OneLayerLater(t.Name[Inside.Length..]) }),
            .. Scaling($"{Inside}{body.Count + 1}", images, 0, half, middle),
        ]);
    }

    /// <summary>Every image channel times <paramref name="factor"/> plus <paramref name="offset"/>; label channels behind them stay as they are.</summary>
    private static IEnumerable<NamedTensor> Scaling(string layer, int images, int labels, double factor, double offset)
    {
        int channels = images + labels;
        var weight = new float[channels * channels];
        for (int c = 0; c < channels; c++) weight[c * channels + c] = c < images ? (float)factor : 1;
        yield return new NamedTensor($"{layer}.weight", [channels, channels, 1, 1], weight);
        yield return new NamedTensor($"{layer}.bias", [channels], [.. Enumerable.Range(0, channels).Select(c => c < images ? (float)offset : 0)]);
    }

    private static string OneLayerLater(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"{int.Parse(name.AsSpan(0, dot), CultureInfo.InvariantCulture) + 1}{name[dot..]}");
    }
}
