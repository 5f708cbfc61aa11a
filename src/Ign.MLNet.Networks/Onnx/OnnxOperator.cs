using static Ign.MLNet.Networks.OnnxInference;

namespace Ign.MLNet.Networks;

/// <summary>The operators that an IGN model may use, with the inputs and attributes that each may have, and what it makes of shapes.</summary>
/// <param name="Least">Fewest inputs.</param>
/// <param name="Most">Most inputs.</param>
/// <param name="Makes">Type and shape of its output.</param>
/// <param name="Attributes">Names of its attributes.</param>
internal sealed record OnnxOperator(int Least, int Most, Func<OnnxInputs, OnnxResult> Makes, params string[] Attributes)
{
    // What OnnxModelWriter writes, and what other tools write for the same. None of them reads files or loops.
    private static readonly Dictionary<string, OnnxOperator> s_all = new(StringComparer.Ordinal)
    {
        ["Add"] = new(2, 2, Elementwise),
        ["BatchNormalization"] = new(5, 5, Normalized, "epsilon", "momentum", "training_mode"),
        ["Cast"] = new(1, 1, Cast, "saturate", "to"),
        ["Clip"] = new(1, 3, Limited, "max", "min"),
        ["Concat"] = new(2, 16, Joined, "axis"),
        ["Conv"] = new(2, 3, Convolved, "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"),
        ["ConvTranspose"] = new(2, 3, Convolved, "auto_pad", "dilations", "group", "kernel_shape", "output_padding", "pads", "strides"),
        ["DepthToSpace"] = new(1, 1, Moved, "blocksize", "mode"),
        ["DequantizeLinear"] = new(2, 3, Dequantized, "axis"),
        ["Div"] = new(2, 2, Elementwise),
        ["Exp"] = new(1, 1, Same),
        ["Identity"] = new(1, 1, inputs => inputs.First),
        ["InstanceNormalization"] = new(3, 3, Normalized, "epsilon"),
        ["LeakyRelu"] = new(1, 1, Same, "alpha"),
        ["Mul"] = new(2, 2, Elementwise),
        ["QuantizeLinear"] = new(2, 3, Quantized, "axis", "saturate"),
        ["Relu"] = new(1, 1, Same),
        ["Reshape"] = new(2, 2, Reshaped, "allowzero"),
        ["Round"] = new(1, 1, Same),
        ["Slice"] = new(4, 4, Cut),
        ["SpaceToDepth"] = new(1, 1, Moved, "blocksize"),
        ["Sub"] = new(2, 2, Elementwise),
        ["Tanh"] = new(1, 1, Same),
        ["Transpose"] = new(1, 1, Transposed, "perm"),
    };

    internal static bool IsKnown(string name) => s_all.ContainsKey(name);

    /// <summary>
    /// Checks the inputs and attributes of a node, and says what comes out; the values of attributes that say nothing of shapes are checked too.
    /// </summary>
    /// <exception cref="IgnFormatException">No IGN model needs such a node, or its inputs are not there or do not fit.</exception>
    internal static OnnxResult Infer(OnnxInputs inputs)
    {
        var node = inputs.Node;
        if (!s_all.TryGetValue(node.Kind, out var known)) throw node.Bad("no IGN model needs this operator");
        int given = node.Inputs.Count;
        if (given < known.Least || given > known.Most) throw node.Bad($"it has {given} inputs, expected {known.Least} to {known.Most}");
        if (node.Attributes.FirstOrDefault(a => !known.Attributes.Contains(a)) is { } stranger)
            throw node.Bad($"no IGN model needs its attribute '{Printable.Of(stranger)}'");
        foreach (string name in (string[])["alpha", "epsilon", "max", "min", "momentum"]) node.RequireFloat(name);
        node.RequireText("auto_pad", "NOTSET");
        node.RequireText("mode", "DCR");
        node.Int("saturate", 1, 0, 1);
        node.Int("training_mode", 0, 0, 0);
        node.Int("allowzero", 0, 0, 0);
        return known.Makes(inputs);
    }
}
