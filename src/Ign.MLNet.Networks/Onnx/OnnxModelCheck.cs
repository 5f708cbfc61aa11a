using System.Buffers.Binary;

namespace Ign.MLNet.Networks;

/// <summary>
/// Decides whether an ONNX file is an IGN model, before a runtime sees its bytes: a model file may come from a stranger, and a runtime trusts it.
/// </summary>
public static class OnnxModelCheck
{
    /// <summary>Largest model file that is accepted, in bytes: 512 MB.</summary>
    public const long MaxBytes = 512L << 20;

    // What OnnxModelWriter writes. None of them reads files, loops or grows its output beyond what shapes in the file say.
    private static readonly HashSet<string> s_operators =
        ["Add", "Clip", "Conv", "ConvTranspose", "Identity", "InstanceNormalization", "LeakyRelu", "Mul", "Relu", "Reshape", "Tanh"];

    /// <summary>Checks a file.</summary>
    /// <param name="info">What <see cref="OnnxModelReader"/> found in it.</param>
    /// <returns>The card of the model.</returns>
    /// <exception cref="IgnFormatException">
    /// The file is too large; has no card, or one that disagrees with the input, the output or the weights; wants external data; uses operators that
    /// no IGN model needs; or holds weights that are not finite.
    /// </exception>
    public static IgnModelCard Check(OnnxModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (info.Bytes > MaxBytes) throw new IgnFormatException($"The model has {info.Bytes:N0} bytes; at most {MaxBytes:N0} are accepted.");
        var card = IgnModelCard.FromMetadata(info.Metadata);
        if (info.Concerns.Count > 0) throw new IgnFormatException($"The model holds {string.Join(", ", info.Concerns)}, which an IGN model does not need. It is refused.");
        CheckOperators(info);
        CheckValue("input", info.Inputs, OnnxModelWriter.InputName, card.Shape);
        CheckValue("output", info.Outputs, OnnxModelWriter.OutputName, card.Shape);
        foreach (var constant in info.Initializers) CheckConstant(constant);
        CheckHash(info, card);
        return card;
    }

    private static void CheckOperators(OnnxModelInfo info)
    {
        var strangers = info.Operators.Keys.Where(o => !s_operators.Contains(o)).Take(5).Select(Printable.Of).ToList();
        if (strangers.Count > 0) throw new IgnFormatException($"The model uses operators that no IGN model needs: {string.Join(", ", strangers)}. It is refused.");
    }

    private static void CheckValue(string role, IReadOnlyList<OnnxTensorInfo> values, string name, TensorShape shape)
    {
        if (values.Count != 1) throw new IgnFormatException($"Expected one {role}, got {values.Count}.");
        var value = values[0];
        if (value.Name != name) throw new IgnFormatException($"Expected the {role} to be named '{name}', got '{Printable.Of(value.Name)}'.");
        if (value.ElementType != "float") throw new IgnFormatException($"Expected the {role} to hold 32-bit floats, got {value.ElementType}.");
        long?[] expected = [null, shape.Channels, shape.Height, shape.Width];
        if (!value.Shape.SequenceEqual(expected))
            throw new IgnFormatException($"The card says {role} shape [{Show(expected)}], the graph says [{Show(value.Shape)}].");
    }

    private static void CheckConstant(OnnxInitializer constant)
    {
        string name = Printable.Of(constant.Name);
        if (constant.ElementType == "int64") return;
        if (constant.ElementType != "float") throw new IgnFormatException($"Constant '{name}' holds {constant.ElementType}; IGN models hold float and int64 only.");
        var raw = constant.Raw.Span;
        if (raw.Length != constant.Count * sizeof(float)) throw new IgnFormatException($"Constant '{name}' is not stored as raw 32-bit floats.");
        for (int i = 0; i < raw.Length; i += sizeof(float))
        {
            if (!float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(raw[i..]))) throw new IgnFormatException($"Weight '{name}' holds NaN or infinity.");
        }
    }

    /// <summary>Where the card names the network, the weights must be the ones that were exported: this finds a damaged file.</summary>
    private static void CheckHash(OnnxModelInfo info, IgnModelCard card)
    {
        if (card.Spec is null && info.Producer != OnnxModelWriter.Producer) return;
        if (card.Spec is null || card.WeightsHash.Length == 0)
            throw new IgnFormatException("The model card lacks the network or the hash of its weights: the file is cut short or was changed.");
        var valuesOf = OnnxWeights.Finder(info);
        string actual = WeightHash.Of(card.Spec, p => valuesOf(p).Span);
        if (actual != card.WeightsHash) throw new IgnFormatException($"The weights have hash {actual}, the card says {card.WeightsHash}: the file was changed after its export.");
    }

    private static string Show(IEnumerable<long?> shape) => string.Join(", ", shape.Take(8).Select(d => d?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "N"));
}
