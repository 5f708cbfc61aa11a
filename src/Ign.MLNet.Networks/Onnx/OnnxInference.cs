namespace Ign.MLNet.Networks;

/// <summary>
/// What operators make of their inputs: type and shape, without values. Each refuses inputs that do not fit with an <see cref="IgnFormatException"/>.
/// </summary>
internal static class OnnxInference
{
    // Texts and wide numbers take several times what they are counted as.
    private static readonly HashSet<string> s_casts = ["float", "float16", "int8", "uint8"];

    /// <summary>Floats of the same shape.</summary>
    internal static OnnxResult Same(OnnxInputs inputs) => inputs.Floats;

    internal static OnnxResult Convolved(OnnxInputs inputs)
    {
        var (kernel, bias) = (inputs[1], inputs.Optional(2));
        inputs.RequireType(inputs.First.Type, kernel, bias);
        var window = OnnxWindow.Of(inputs.Node, inputs.First, kernel, bias);
        return new(inputs.Floats with { Sides = window.Sides }, window.Scratch, window.Work);
    }

    /// <summary>Two values, element by element.</summary>
    internal static OnnxResult Elementwise(OnnxInputs inputs)
    {
        inputs.RequireType(inputs.Floats.Type, inputs[1]);
        return OnnxLayout.Broadcast(inputs.Node, inputs.First, inputs[1]);
    }

    /// <summary>A constant for each channel, as many as the operator has.</summary>
    internal static OnnxResult Normalized(OnnxInputs inputs)
    {
        var (node, image) = (inputs.Node, inputs.Floats);
        if (!image.IsBatch || image.Sides.Count < 1) throw node.Bad($"expected images [N, C, ...], got {image.Shape}");
        for (int i = 1; i < inputs.Count; i++)
        {
            var constant = inputs[i];
            inputs.RequireType(image.Type, constant);
            if (constant.IsBatch || constant.Rank != 1 || constant.Sides[0] != image.Sides[0])
                throw node.Bad($"expected constants [{image.Sides[0]}] for images {image.Shape}, got {constant.Shape}");
        }
        return image;
    }

    internal static OnnxResult Limited(OnnxInputs inputs)
    {
        var value = inputs.Floats;
        for (int i = 1; i < inputs.Count; i++)
        {
            if (inputs.Optional(i) is not { } limit) continue;
            inputs.RequireType(value.Type, limit);
            if (limit.IsBatch || limit.Elements != 1) throw inputs.Node.Bad($"expected single constants as limits, got {limit.Shape}");
        }
        return value;
    }

    internal static OnnxResult Cast(OnnxInputs inputs)
    {
        string type = OnnxElementType.Name(inputs.Node.Int("to", 0, 0, int.MaxValue));
        return s_casts.Contains(type) ? inputs.First with { Type = type, Numbers = null } : throw inputs.Node.Bad($"it makes {type}, which no IGN model needs");
    }

    internal static OnnxResult Quantized(OnnxInputs inputs) => Levels(inputs, inputs.Floats, inputs.Optional(2)?.Type ?? "uint8");

    internal static OnnxResult Dequantized(OnnxInputs inputs)
    {
        var levels = inputs.First;
        if (levels.Type is not ("int8" or "uint8" or "int32")) throw inputs.Node.Bad($"expected levels of 8 or 32 bits, got {levels.Type}");
        inputs.RequireType(levels.Type, inputs.Optional(2));
        return Levels(inputs, levels, "float");
    }

    internal static OnnxResult Reshaped(OnnxInputs inputs) => OnnxLayout.Reshaped(inputs.Node, inputs.First, inputs[1], inputs.Batch);

    internal static OnnxResult Transposed(OnnxInputs inputs) => OnnxLayout.Transposed(inputs.Node, inputs.First);

    internal static OnnxResult Moved(OnnxInputs inputs) => OnnxChannels.Moved(inputs.Node, inputs.Floats);

    internal static OnnxResult Cut(OnnxInputs inputs) => OnnxChannels.Cut(inputs.Node, inputs.Floats, inputs[1], inputs[2], inputs[3]);

    internal static OnnxResult Joined(OnnxInputs inputs)
    {
        OnnxValue[] parts = [.. Enumerable.Range(0, inputs.Count).Select(i => inputs[i])];
        inputs.RequireType(inputs.Floats.Type, parts);
        return OnnxChannels.Joined(inputs.Node, parts);
    }

    /// <summary>Floats to levels or back: one step for all, or one for each slice.</summary>
    private static OnnxValue Levels(OnnxInputs inputs, OnnxValue value, string type)
    {
        var (node, scale) = (inputs.Node, inputs[1]);
        inputs.RequireType("float", scale);
        if (type is not ("float" or "int8" or "uint8")) throw node.Bad($"expected levels of 8 bits, got {type}");
        long axis = node.Int("axis", 1, -value.Rank, Math.Max(value.Rank - 1, 1));
        int place = (int)(axis < 0 ? axis + value.Rank : axis) - (value.IsBatch ? 1 : 0);
        bool one = scale.Elements == 1 && scale.Rank <= 1;
        bool fits = one || (scale.Rank == 1 && place >= 0 && place < value.Sides.Count && scale.Sides[0] == value.Sides[place]);
        return fits && !scale.IsBatch ? value with { Type = type, Numbers = null } : throw node.Bad($"a scale {scale.Shape} does not fit {value.Shape}");
    }
}
