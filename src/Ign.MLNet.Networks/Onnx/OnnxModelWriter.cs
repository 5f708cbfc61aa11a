namespace Ign.MLNet.Networks;

/// <summary>
/// Writes a network with its weights and its card as one ONNX file. The same input gives the same bytes.
/// </summary>
public static class OnnxModelWriter
{
    /// <summary>Name of the graph's only input.</summary>
    public const string InputName = "input";

    /// <summary>Name of the graph's only output, of the same type and shape as the input.</summary>
    public const string OutputName = "output";

    internal const string Producer = "Ign.MLNet";

    /// <summary>The bytes of a model file.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="weights">Its weights; they are stored under their own names, so that <see cref="OnnxWeights"/> finds them again.</param>
    /// <param name="card">Facts about the model. What follows from the network, its weights and the form is filled in here.</param>
    /// <param name="form">How they are written; 32-bit floats in and out, of any batch size, if null.</param>
    /// <exception cref="SpecException">The weights are not those of <paramref name="spec"/>, or not finite.</exception>
    /// <exception cref="ArgumentException">The card has another shape than the network, the network has labels and the form pixels, or the model would be
    /// larger than <see cref="OnnxModelCheck.MaxBytes"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The form holds a value out of its range.</exception>
    /// <exception cref="IgnFormatException">The card holds a value that no reader would accept, or an image takes more than <see cref="OnnxLimits"/>
    /// allows.</exception>
    public static byte[] Write(NetworkSpec spec, WeightSet weights, IgnModelCard card, OnnxForm? form = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(card);
        form ??= new OnnxForm();
        form.Checked();
        weights = WeightRounding.Apply(new WeightSet(spec.Validated(), weights.InOrder), form.Precision);
        if (card.Shape != spec.Input) throw new ArgumentException($"The card says shape {card.Shape}, but the network takes {spec.Input}.", nameof(card));
        if (spec.Classes > 0 && form.Elements != ImageElements.Float)
            throw new ArgumentException("Labels are 0 or 1, which black and white pixels are not: a network with label channels takes floats only.",
                nameof(form));
        if (spec.ParameterCount * sizeof(float) > OnnxModelCheck.MaxBytes)
            throw new ArgumentException(
                $"The network has {spec.ParameterCount:N0} parameters; a model file may have at most {OnnxModelCheck.MaxBytes:N0} bytes.", nameof(spec));

        var (graph, written) = Graph(weights, card, form);
        var metadata = new Dictionary<string, string>(card.Filled(written, form).ToMetadata());
        metadata[CardKey.ContentHash] = OnnxContentHash.Of(form.IrVersion, new Dictionary<string, long> { [""] = form.Opset }, Producer, graph.Written().Span,
            metadata);
        byte[] bytes = File(form, graph, metadata).ToArray();
        // What is written must be what the reader accepts: a bad card is found here and not by the user of the model.
        OnnxModelCheck.Check(OnnxModelReader.Read(bytes));
        return bytes;
    }

    /// <summary>The file around a finished graph.</summary>
    internal static ProtobufMessage File(OnnxForm form, ProtobufMessage graph, IReadOnlyDictionary<string, string> metadata)
    {
        var model = new ProtobufMessage()
            .Number(OnnxSchema.Model.IrVersion, form.IrVersion)
            .Text(OnnxSchema.Model.ProducerName, Producer)
            .Message(OnnxSchema.Model.Graph, graph)
            .Message(OnnxSchema.Model.OpsetImport,
                new ProtobufMessage().Text(OnnxSchema.OperatorSet.Domain, "").Number(OnnxSchema.OperatorSet.Version, form.Opset));
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            model.Message(OnnxSchema.Model.MetadataProps, new ProtobufMessage().Text(OnnxSchema.Entry.Key, key).Text(OnnxSchema.Entry.Value, value));
        return model;
    }

    private static (ProtobufMessage Graph, WeightSet Written) Graph(WeightSet weights, IgnModelCard card, OnnxForm form)
    {
        var graph = new OnnxGraphBuilder();
        var network = new OnnxNetworkWriter(graph, weights, form);
        var pixels = form.Elements == ImageElements.Float
            ? null
            : new OnnxPixelWriter(graph, card.Minimum, card.Maximum, form.Elements == ImageElements.UInt8Interleaved);
        string image = pixels?.Read(InputName) ?? InputName;
        for (int k = 1; k <= form.Applications; k++)
        {
            string result = k < form.Applications ? $"f{k}" : pixels is null ? OutputName : "projected";
            network.Apply(k == 1 ? "" : $"f{k}.", image, result);
            image = result;
        }
        pixels?.Write(image, OutputName);
        return (graph.Build(weights.Spec, InputName, OutputName, form), network.Written);
    }
}
