using static Ign.MLNet.Networks.OnnxGraphBuilder;

namespace Ign.MLNet.Networks;

/// <content>
/// Values between layers in 256 levels. Runtimes with whole-number kernels use them only where every layer between two convolutions takes and gives levels: a
/// single value that stays a float costs more than the convolutions before and behind it gain.
/// </content>
internal sealed partial class OnnxNetworkWriter
{
    // Beyond that, a float does not hold every whole number.
    private const double MostSteps = 1 << 24;

    // What a value is called in the ranges. Values that are not here stay floats.
    private readonly Dictionary<string, string> _measured = new(StringComparer.Ordinal);

    // Values that are rounded already, with what they became and its step.
    private readonly Dictionary<string, string> _rounded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, float> _steps = new(StringComparer.Ordinal);

    private readonly Dictionary<string, float[]> _offsets = new(StringComparer.Ordinal);

    // Whether the layers are those of a map, which is undone later: what it carries on must not be rounded.
    private bool _exact;

    private readonly FloatEnds _ends = FloatEnds.Of(weights.Spec);

    // Whether what is written lies between the ends.
    private bool _between;

    // Rows behind the first convolution. What is added up at that resolution, from the image on, stays a float: rounded again with every sum, it would lose
    // more than all kernels do. Below, sums are levels: there they cost more time than they bring.
    private int _finest = int.MaxValue;

    /// <summary>The weights that the file computes with.</summary>
    internal WeightSet Written => new(weights.Spec, weights.InOrder.Select(t => _offsets.TryGetValue(t.Name, out var data) ? t with { Data = data } : t));

    /// <summary>What a layer gets: layers that compute get levels, those that hold other layers leave it to them.</summary>
    private string Before(Layer layer, string input) =>
        _between && !_exact && layer is Conv or ConvTranspose or GroupNorm or BatchNorm or Activation or SpaceToDepth or DepthToSpace ? Rounded(input) : input;

    /// <summary>Notes under which name the values that a layer makes were measured.</summary>
    private void Name(Layer layer, string path, string input, string output)
    {
        if (!_between || _exact) return;
        // The same values in another order: with the same levels a runtime moves bytes.
        _measured[output] = layer is SpaceToDepth or DepthToSpace ? _measured[input] : path;
    }

    /// <summary>A value rounded to 256 levels and back: runtimes with whole-number kernels take the levels themselves.</summary>
    private string Rounded(string value)
    {
        if (form.Ranges is not { } ranges || !_measured.TryGetValue(value, out string? name)) return value;
        if (_rounded.TryGetValue(value, out string? known)) return known;
        var levels = ranges.Levels(name);
        string scale = graph.Floats($"{name}.step", [], [levels.Scale]), zero = graph.Level($"{name}.zero", levels.Zero), rounded = $"{value}.rounded";
        graph.Node("QuantizeLinear", [value, scale, zero], $"{value}.levels");
        graph.Node("DequantizeLinear", [$"{value}.levels", scale, zero], rounded);
        _steps[rounded] = levels.Scale;
        return _rounded[value] = rounded;
    }

    /// <summary>
    /// The offsets of a convolution. A whole-number kernel adds them to sums of products of levels, so they are whole numbers of the product of both steps.
    /// Null where a channel has hardly any kernel but its offset: there are not that many whole numbers.
    /// </summary>
    private string? Offset(string path, float step)
    {
        string name = $"{path}.bias";
        float[] scales = Array.ConvertAll(Int8Tensor.Of(weights[$"{path}.weight"]).Scales, scale => scale * step);
        double[] steps = [.. weights[name].Data.Zip(scales, (value, scale) => Math.Round(value / (double)scale))];
        if (!steps.All(s => Math.Abs(s) <= MostSteps)) return null;
        if (!graph.TryName(name)) return name;
        int[] numbers = Array.ConvertAll(steps, s => (int)s);
        _offsets[name] = [.. numbers.Zip(scales, (number, scale) => number * scale)];
        graph.Node("DequantizeLinear",
            [graph.WholeNumbers(name + WholeSuffix, numbers), graph.Floats(name + ScaleSuffix, [scales.Length], scales)], name, Attribute("axis", 0));
        return name;
    }
}
