namespace Ign.MLNet.Networks;

/// <summary>What each operator makes of its inputs: type and shape, without values.</summary>
/// <param name="values">The values that are there so far.</param>
/// <param name="batch">Number of images, where it is fixed.</param>
internal sealed class OnnxInference(IReadOnlyDictionary<string, OnnxValue> values, long? batch)
{
    // Texts and wide numbers take several times what they are counted as.
    private static readonly HashSet<string> s_casts = ["float", "float16", "int8", "uint8"];

    /// <summary>The output of a node that <see cref="OnnxOperator"/> has checked.</summary>
    /// <param name="node">The node.</param>
    /// <param name="scratch">Elements of working memory for each image.</param>
    /// <param name="work">Multiplications for each image.</param>
    /// <exception cref="IgnFormatException">Its inputs are not there, or do not fit.</exception>
    internal OnnxValue Infer(OnnxNode node, out long scratch, out long work)
    {
        scratch = work = 0;
        OnnxValue first = Input(node, 0);
        switch (node.Kind)
        {
            case "Conv" or "ConvTranspose":
                var (kernel, bias) = (Input(node, 1), Optional(node, 2));
                RequireType(node, first.Type, kernel, bias);
                var window = OnnxWindow.Of(node, first, kernel, bias);
                (scratch, work) = (window.Scratch, window.Work);
                return RequireFloat(node, first) with { Sides = window.Sides };
            case "Add" or "Div" or "Mul" or "Sub":
                RequireType(node, RequireFloat(node, first).Type, Input(node, 1));
                return OnnxLayout.Broadcast(node, first, Input(node, 1));
            case "BatchNormalization" or "InstanceNormalization": return Normalized(node, RequireFloat(node, first));
            case "Clip": return Limited(node, RequireFloat(node, first));
            case "Cast": return first with { Type = CastType(node), Numbers = null };
            case "QuantizeLinear": return Levels(node, RequireFloat(node, first), Input(node, 1), Optional(node, 2)?.Type ?? "uint8");
            case "DequantizeLinear":
                if (first.Type is not ("int8" or "uint8")) throw node.Bad($"expected levels of 8 bits, got {first.Type}");
                if (Optional(node, 2) is { } zero) RequireType(node, first.Type, zero);
                return Levels(node, first, Input(node, 1), "float");
            case "Reshape": return OnnxLayout.Reshaped(node, first, Input(node, 1), batch);
            case "Transpose": return OnnxLayout.Transposed(node, first);
            case "SpaceToDepth" or "DepthToSpace": return OnnxChannels.Moved(node, RequireFloat(node, first));
            case "Slice": return OnnxChannels.Cut(node, RequireFloat(node, first), Input(node, 1), Input(node, 2), Input(node, 3));
            case "Concat":
                OnnxValue[] parts = [.. node.Inputs.Select((_, i) => Input(node, i))];
                RequireType(node, RequireFloat(node, first).Type, parts);
                return OnnxChannels.Joined(node, parts);
            case "Identity": return first;
            default: return RequireFloat(node, first);
        }
    }

    /// <summary>A constant for each channel, as many as the operator has.</summary>
    private OnnxValue Normalized(OnnxNode node, OnnxValue image)
    {
        if (!image.IsBatch || image.Sides.Count < 1) throw node.Bad($"expected images [N, C, ...], got {image.Shape}");
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            var constant = Input(node, i);
            RequireType(node, image.Type, constant);
            if (constant.IsBatch || constant.Rank != 1 || constant.Sides[0] != image.Sides[0]) throw node.Bad($"expected constants [{image.Sides[0]}] for images {image.Shape}, got {constant.Shape}");
        }
        return image;
    }

    private OnnxValue Limited(OnnxNode node, OnnxValue value)
    {
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            if (Optional(node, i) is not { } limit) continue;
            RequireType(node, value.Type, limit);
            if (limit.IsBatch || limit.Elements != 1) throw node.Bad($"expected single constants as limits, got {limit.Shape}");
        }
        return value;
    }

    private static string CastType(OnnxNode node)
    {
        string type = OnnxElementType.Name(node.Int("to", 0, 0, int.MaxValue));
        return s_casts.Contains(type) ? type : throw node.Bad($"it makes {type}, which no IGN model needs");
    }

    /// <summary>Floats to levels or back: one step for all, or one for each slice.</summary>
    private static OnnxValue Levels(OnnxNode node, OnnxValue value, OnnxValue scale, string type)
    {
        RequireType(node, "float", scale);
        if (type is not ("float" or "int8" or "uint8")) throw node.Bad($"expected levels of 8 bits, got {type}");
        long axis = node.Int("axis", 1, -value.Rank, Math.Max(value.Rank - 1, 1));
        int place = (int)(axis < 0 ? axis + value.Rank : axis) - (value.IsBatch ? 1 : 0);
        bool fits = scale.Elements == 1 && scale.Rank <= 1 || scale.Rank == 1 && place >= 0 && place < value.Sides.Count && scale.Sides[0] == value.Sides[place];
        return fits && !scale.IsBatch ? value with { Type = type, Numbers = null } : throw node.Bad($"a scale {scale.Shape} does not fit {value.Shape}");
    }

    /// <summary>An input that a node must have.</summary>
    private OnnxValue Input(OnnxNode node, int place) => values.TryGetValue(node.Inputs[place], out var value)
        ? value
        : throw node.Bad($"its input '{Printable.Of(node.Inputs[place])}' is made nowhere before it");

    /// <summary>An input that a node may leave out.</summary>
    private OnnxValue? Optional(OnnxNode node, int place) => node.Inputs.Count <= place || node.Inputs[place].Length == 0 ? null : Input(node, place);

    private static void RequireType(OnnxNode node, string type, params ReadOnlySpan<OnnxValue?> values)
    {
        foreach (var value in values)
            if (value is not null && value.Type != type) throw node.Bad($"expected inputs of {type}, got {value.Type}");
    }

    private static OnnxValue RequireFloat(OnnxNode node, OnnxValue value) => value.Type is "float" or "float16" ? value : throw node.Bad($"expected floats, got {value.Type}");
}
