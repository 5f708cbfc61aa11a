using System.Buffers.Binary;

namespace Ign.MLNet.Networks;

/// <summary>
/// Decides whether an ONNX file is an IGN model, before a runtime sees its bytes: a model file may come from a stranger, and a runtime trusts it.
/// </summary>
public static class OnnxModelCheck
{
    /// <summary>Largest model file that is accepted, in bytes: 512 MB.</summary>
    public const long MaxBytes = 512L << 20;

    /// <summary>Checks a file.</summary>
    /// <param name="info">What <see cref="OnnxModelReader"/> found in it.</param>
    /// <returns>The card of the model.</returns>
    /// <exception cref="IgnFormatException">
    /// The file is too large; has no card, or one that disagrees with the input, the output or the weights; wants external data; uses operators that
    /// no IGN model needs, or in a way that none needs; holds weights that are not finite; or would take more memory or work for an image of the card's shape
    /// than <see cref="OnnxLimits"/> allows, or, where images of any size are taken, more than in step with their pixels. Where the file was written by this
    /// library, also: it was changed since.
    /// </exception>
    public static IgnModelCard Check(OnnxModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        CheckLength(info.Bytes);
        var card = IgnModelCard.FromMetadata(info.Metadata);
        if (info.Concerns.Count > 0)
            throw new IgnFormatException($"The model holds {string.Join(", ", info.Concerns)}, which an IGN model does not need. It is refused.");
        CheckOperators(info);
        var batch = CheckValue("input", info.Inputs, OnnxModelWriter.InputName, card, null);
        CheckValue("output", info.Outputs, OnnxModelWriter.OutputName, card, batch);
        foreach (var constant in info.Initializers) CheckConstant(constant, card.Precision);
        OnnxShapeWalk.Check(info, card.Shape);
        CheckHashes(info, card);
        return card;
    }

    /// <summary>Checks the size of a file, best before it is read.</summary>
    /// <param name="bytes">Its length in bytes.</param>
    /// <exception cref="IgnFormatException">It is larger than <see cref="MaxBytes"/>.</exception>
    public static void CheckLength(long bytes)
    {
        if (bytes > MaxBytes) throw new IgnFormatException($"The model has {bytes:N0} bytes; at most {MaxBytes:N0} are accepted.");
    }

    private static void CheckOperators(OnnxModelInfo info)
    {
        var strangers = info.Operators.Keys.Where(o => !OnnxOperator.IsKnown(o)).Take(5).Select(Printable.Of).ToList();
        if (strangers.Count > 0)
            throw new IgnFormatException($"The model uses operators that no IGN model needs: {string.Join(", ", strangers)}. It is refused.");
    }

    /// <summary>Checks the input or the output.</summary>
    /// <returns>Its shape: the output's must be the same.</returns>
    private static IReadOnlyList<long?> CheckValue(string role, IReadOnlyList<OnnxTensorInfo> values, string name, IgnModelCard card,
        IReadOnlyList<long?>? input)
    {
        if (values.Count != 1) throw new IgnFormatException($"Expected one {role}, got {values.Count}.");
        var value = values[0];
        if (value.Name != name) throw new IgnFormatException($"Expected the {role} to be named '{name}', got '{Printable.Of(value.Name)}'.");
        var (type, what) = card.Elements == ImageElements.Float ? ("float", "32-bit floats") : ("uint8", "8-bit pixels");
        if (value.ElementType != type) throw new IgnFormatException($"Expected the {role} to hold {what}, got {value.ElementType}.");
        var shape = card.Shape;
        // A fixed batch is as good as a free one, but it must be the same on both sides.
        long? batch = (input ?? value.Shape) is [var first, ..] ? first : null;
        var (height, width) = card.AnySize ? ((long?)null, (long?)null) : (shape.Height, shape.Width);
        long?[] expected = card.Elements == ImageElements.UInt8Interleaved ? [batch, height, width, shape.Channels] : [batch, shape.Channels, height, width];
        if (batch < 1 || !value.Shape.SequenceEqual(expected))
            throw new IgnFormatException($"The card says {role} shape [{Show([input?[0], .. expected[1..]])}], the graph says [{Show(value.Shape)}].");
        return value.Shape;
    }

    private static void CheckConstant(OnnxInitializer constant, WeightPrecision precision)
    {
        string name = Printable.Of(constant.Name);
        int size = (constant.ElementType, precision) switch
        {
            ("int64", _) => 0,
            ("float", _) => sizeof(float),
            ("float16", WeightPrecision.Float16) => sizeof(ushort),
            ("int8", WeightPrecision.Int8 or WeightPrecision.Int8Static) => sizeof(sbyte),
            ("uint8", WeightPrecision.Int8Static) => sizeof(byte),
            ("int32", WeightPrecision.Int8Static) => sizeof(int),
            _ => throw new IgnFormatException($"Constant '{name}' holds {constant.ElementType}; a model whose card says {precision} has no use for it."),
        };
        if (size == 0) return;
        var raw = constant.Raw.Span;
        if (raw.Length != constant.Count * size) throw new IgnFormatException($"Constant '{name}' is not stored as raw {constant.ElementType}.");
        if (constant.ElementType is "float" or "float16" && !AllFinite(raw, size)) throw new IgnFormatException($"Weight '{name}' holds NaN or infinity.");
    }

    private static bool AllFinite(ReadOnlySpan<byte> raw, int size)
    {
        for (int i = 0; i < raw.Length; i += size)
        {
            bool finite = size == sizeof(float)
                ? float.IsFinite(BinaryPrimitives.ReadSingleLittleEndian(raw[i..]))
                : Half.IsFinite(BinaryPrimitives.ReadHalfLittleEndian(raw[i..]));
            if (!finite) return false;
        }
        return true;
    }

    /// <summary>Where the card names the network, weights and content must be those that were exported: this finds damage and careless edits.</summary>
    private static void CheckHashes(OnnxModelInfo info, IgnModelCard card)
    {
        if (card.Spec is null && info.Producer != OnnxModelWriter.Producer) return;
        if (card.Spec is null || card.WeightsHash.Length == 0 || card.ContentHash.Length == 0)
            throw new IgnFormatException(
                "The model card lacks the network or the hash of its weights or of its content: the file is cut short or was changed.");
        var valuesOf = OnnxWeights.Finder(info);
        string actual = WeightHash.Of(card.Spec, p => valuesOf(p).Span);
        if (actual != card.WeightsHash)
            throw new IgnFormatException($"The weights have hash {actual}, the card says {card.WeightsHash}: the file was changed after its export.");
        string content = OnnxContentHash.Of(info);
        if (content != card.ContentHash)
            throw new IgnFormatException($"The content has hash {content}, the card says {card.ContentHash}: the file was changed after its export.");
    }

    private static string Show(IEnumerable<long?> shape) =>
        string.Join(", ", shape.Take(8).Select((d, i) => d?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? (i == 0 ? "N" : "any")));
}
