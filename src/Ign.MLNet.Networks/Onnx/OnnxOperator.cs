namespace Ign.MLNet.Networks;

/// <summary>The operators that an IGN model may use, with the inputs and attributes that each may have.</summary>
/// <param name="Least">Fewest inputs.</param>
/// <param name="Most">Most inputs.</param>
/// <param name="Attributes">Names of its attributes.</param>
internal sealed record OnnxOperator(int Least, int Most, params string[] Attributes)
{
    // What OnnxModelWriter writes, and what other tools write for the same. None of them reads files or loops; OnnxShapeWalk knows what each makes.
    private static readonly Dictionary<string, OnnxOperator> s_all = new(StringComparer.Ordinal)
    {
        ["Add"] = new(2, 2),
        ["BatchNormalization"] = new(5, 5, "epsilon", "momentum", "training_mode"),
        ["Cast"] = new(1, 1, "saturate", "to"),
        ["Clip"] = new(1, 3, "max", "min"),
        ["Concat"] = new(2, 16, "axis"),
        ["Conv"] = new(2, 3, "auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"),
        ["ConvTranspose"] = new(2, 3, "auto_pad", "dilations", "group", "kernel_shape", "output_padding", "pads", "strides"),
        ["DepthToSpace"] = new(1, 1, "blocksize", "mode"),
        ["DequantizeLinear"] = new(2, 3, "axis"),
        ["Div"] = new(2, 2),
        ["Exp"] = new(1, 1),
        ["Identity"] = new(1, 1),
        ["InstanceNormalization"] = new(3, 3, "epsilon"),
        ["LeakyRelu"] = new(1, 1, "alpha"),
        ["Mul"] = new(2, 2),
        ["QuantizeLinear"] = new(2, 3, "axis", "saturate"),
        ["Relu"] = new(1, 1),
        ["Reshape"] = new(2, 2, "allowzero"),
        ["Round"] = new(1, 1),
        ["Slice"] = new(4, 4),
        ["SpaceToDepth"] = new(1, 1, "blocksize"),
        ["Sub"] = new(2, 2),
        ["Tanh"] = new(1, 1),
        ["Transpose"] = new(1, 1, "perm"),
    };

    internal static bool IsKnown(string name) => s_all.ContainsKey(name);

    /// <summary>Checks the inputs and attributes of a node of a known operator; the values of attributes that say nothing of shapes are checked too.</summary>
    internal static void Check(OnnxNode node)
    {
        if (!s_all.TryGetValue(node.Kind, out var known)) throw node.Bad("no IGN model needs this operator");
        int given = node.Inputs.Count;
        if (given < known.Least || given > known.Most) throw node.Bad($"it has {given} inputs, expected {known.Least} to {known.Most}");
        if (node.Attributes.FirstOrDefault(a => !known.Attributes.Contains(a)) is { } stranger) throw node.Bad($"no IGN model needs its attribute '{Printable.Of(stranger)}'");
        foreach (string name in (string[])["alpha", "epsilon", "max", "min", "momentum"]) node.RequireFloat(name);
        node.RequireText("auto_pad", "NOTSET");
        node.RequireText("mode", "DCR");
        node.Int("saturate", 1, 0, 1);
        node.Int("training_mode", 0, 0, 0);
        node.Int("allowzero", 0, 0, 0);
    }
}
