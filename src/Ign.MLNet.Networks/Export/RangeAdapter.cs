using System.Globalization;
namespace Ign.MLNet.Networks;

/// <summary>Puts a network that was trained in [-1, 1] between two 1×1 convolutions that translate from and to another range of values.</summary>
internal static class RangeAdapter
{
    internal static WeightSet Apply(WeightSet weights, float minimum, float maximum)
    {
        if (minimum == -1 && maximum == 1) return weights;
        var spec = weights.Spec;
        // Labels are 0 or 1 in every range: the translation happens inside, and leaves their channels alone.
        var conditioned = spec.Layers is [Conditioned only] ? only : null;
        string inside = conditioned is null ? "" : "0.body.";
        int images = conditioned?.ImageChannels ?? spec.Input.Channels, labels = conditioned?.Classes ?? 0;
        var body = conditioned?.Body ?? spec.Layers;
        Layer[] layers = [new Conv(images + labels, images + labels, 1), .. body, new Conv(images, images, 1)];
        double half = ((double)maximum - minimum) / 2, middle = ((double)maximum + minimum) / 2;
        return new WeightSet(spec with { Layers = conditioned is null ? layers : [conditioned with { Body = layers }] },
        [
            .. Scaling(inside + "0", images, labels, 1 / half, -middle / half),
            .. weights.InOrder.Select(t => t with { Name = inside + OneLayerLater(t.Name[inside.Length..]) }),
            .. Scaling($"{inside}{body.Count + 1}", images, 0, half, middle),
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
