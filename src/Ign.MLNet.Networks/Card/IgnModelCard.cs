using System.Globalization;
using System.Text.Json;

namespace Ign.MLNet.Networks;

/// <summary>
/// What a user must know about a model before using it: which images it takes, how it was made, how good it was measured to be, and what it is
/// not for. It travels inside the ONNX file as <c>metadata_props</c> with keys that start with <c>ign.</c>.
/// </summary>
public sealed record IgnModelCard
{
    /// <summary>Newest card format that is read, and the one that is written.</summary>
    public const int Format = 1;

    /// <summary>Figure of a file with kernels of fewer bits: peak signal-to-noise ratio to the network of 32-bit floats on real images, in dB.</summary>
    public const string PsnrToFloat32 = "psnr_db_to_float32";

    /// <summary>Begins the name of a figure that was not measured on this file but on the one of 32-bit floats and one application.</summary>
    public const string OfSource = "source.";

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the model, not of the library.</summary>
    public string Version { get; init; } = "1";

    /// <summary>Shape of one image that goes in and comes out.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>Number of label channels at the end of <see cref="Shape"/>, see <see cref="Conditioned"/>; 0 where the model knows no labels.</summary>
    public int Classes { get; init; }

    /// <summary>
    /// Whether images of any size are taken, and <see cref="Shape"/> is but the one that was trained on; see <see cref="NetworkSpec.AnySize"/>.
    /// </summary>
    public bool AnySize => Spec is { AnySize: true };

    /// <summary><see cref="Shape"/> without the label channels.</summary>
    public TensorShape ImageShape => Shape with { Channels = Shape.Channels - Classes };

    /// <summary>Value of black.</summary>
    public float Minimum { get; init; } = -1;

    /// <summary>Value of white; above <see cref="Minimum"/>.</summary>
    public float Maximum { get; init; } = 1;

    /// <summary>What goes in and comes out, and in which order. Where it is pixels of 8 bits, black is 0 and white 255.</summary>
    public ImageElements Elements { get; init; }

    /// <summary>How the kernels are stored.</summary>
    public WeightPrecision Precision { get; init; }

    /// <summary>How many times the file applies the trained network.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>
    /// What a program should do with images of another size, where the user does not say. A model for <see cref="AnySize">any size</see> takes them as they
    /// are, which is <see cref="FitMode.Exact"/>.
    /// </summary>
    public FitMode Fit { get; init; }

    /// <summary>What was minimised, for example <c>ign</c> or <c>restoration</c>.</summary>
    public string Objective { get; init; } = "";

    /// <summary>Which images the model was trained on.</summary>
    public string TrainingData { get; init; } = "";

    /// <summary>Licence of the training images.</summary>
    public string TrainingDataLicense { get; init; } = "";

    /// <summary>Licence of the model.</summary>
    public string License { get; init; } = "";

    /// <summary>Seed of the training.</summary>
    public long Seed { get; init; }

    /// <summary>Training images seen, repetitions counted.</summary>
    public long Images { get; init; }

    /// <summary>The command that trained the network.</summary>
    public string Command { get; init; } = "";

    /// <summary>Version and commit of the library that trained the network, for example <c>0.1.0+4f2a…</c>; empty where unknown.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Day of the training as ISO 8601, for example <c>2026-01-31</c>.</summary>
    public string Created { get; init; } = "";

    /// <summary>What the model is meant for.</summary>
    public string IntendedUse { get; init; } = "";

    /// <summary>What the model is not fit for, and where it is known to fail.</summary>
    public string Limits { get; init; } = "";

    /// <summary>Where the source images z of the training came from: <c>none</c>, <c>gaussian</c> or <c>fourier</c>.</summary>
    public string NoiseSource { get; init; } = "none";

    /// <summary>Every option of the training, as JSON; empty where unknown.</summary>
    public string Options { get; init; } = "";

    /// <summary>Measured figures by name, for example <c>psnr_db</c>.</summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();

    /// <summary>SHA-256 of the weights in lower-case hexadecimal (see <see cref="WeightHash"/>); set by <see cref="OnnxModelWriter"/>, empty before.</summary>
    public string WeightsHash { get; init; } = "";

    /// <summary>
    /// SHA-256 of everything that the file computes and says, in lower-case hexadecimal (see <see cref="OnnxContentHash"/>); set by
    /// <see cref="OnnxModelWriter"/>, empty before. It finds damage and careless edits; it does not tell who wrote the file.
    /// </summary>
    public string ContentHash { get; init; } = "";

    /// <summary>
    /// The network, so that a model can be exported again; set by <see cref="OnnxModelWriter"/>. Null where the graph was made by another tool.
    /// </summary>
    public NetworkSpec? Spec { get; init; }

    /// <summary>The card as text pairs with keys that start with <c>ign.</c></summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>
        {
            [CardKey.Format] = Text(Format),
            [CardKey.Name] = Name,
            [CardKey.Version] = Version,
            [CardKey.Shape] = Shape.ToString(),
            [CardKey.Minimum] = Text(Minimum),
            [CardKey.Maximum] = Text(Maximum),
            [CardKey.Layout] = Elements == ImageElements.UInt8Interleaved ? "NHWC" : "NCHW",
            [CardKey.Objective] = Objective,
            [CardKey.TrainingData] = TrainingData,
            [CardKey.TrainingDataLicense] = TrainingDataLicense,
            [CardKey.License] = License,
            [CardKey.Seed] = Text(Seed),
            [CardKey.Images] = Text(Images),
            [CardKey.Command] = Command,
            [CardKey.Created] = Created,
            [CardKey.IntendedUse] = IntendedUse,
            [CardKey.Limits] = Limits,
            [CardKey.NoiseSource] = NoiseSource,
            [CardKey.Options] = Options,
            [CardKey.WeightsHash] = WeightsHash,
        };
        if (Commit.Length > 0) metadata[CardKey.Commit] = Commit;
        // Only what differs from the plain form, so that a plain file stays the same and older readers refuse what they would misread.
        if (Classes != 0) metadata[CardKey.Classes] = Text(Classes);
        if (Elements != ImageElements.Float) metadata[CardKey.Elements] = "uint8";
        if (Precision != WeightPrecision.Float32)
            metadata[CardKey.Precision] = Precision switch { WeightPrecision.Float16 => "float16", WeightPrecision.Int8 => "int8", _ => "int8_static" };
        if (Applications != 1) metadata[CardKey.Applications] = Text(Applications);
        if (Fit != FitMode.Exact) metadata[CardKey.Fit] = Fit == FitMode.Resize ? "resize" : "tile";
        if (ContentHash.Length > 0) metadata[CardKey.ContentHash] = ContentHash;
        if (Spec is not null) metadata[CardKey.Spec] = Spec.ToJson();
        foreach (var (name, value) in Quality) metadata[CardKey.QualityPrefix + name] = Text(value);
        return metadata;
    }

    /// <summary>Reads a card. Keys that do not start with <c>ign.</c>, or that this version does not know, are ignored.</summary>
    /// <exception cref="IgnFormatException">The card is missing or of a newer format, or an entry is missing or out of range.</exception>
    public static IgnModelCard FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new CardReader(metadata).Read();
    }

    /// <summary>The pairs of <see cref="ToMetadata"/> as a JSON object, for a file beside the weights or the model.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(ToMetadata().ToDictionary(), StringComparer.Ordinal),
            CardJson.Readable.SortedDictionaryStringString);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="IgnFormatException">The text is no such object, or not a valid card.</exception>
    public static IgnModelCard FromJson(string json)
    {
        Dictionary<string, string>? metadata;
        try
        {
            metadata = JsonSerializer.Deserialize(json, CardJson.Readable.DictionaryStringString);
        }
        catch (JsonException e)
        {
            throw new IgnFormatException($"The model card is not a JSON object of texts: {Printable.Of(e)}", e);
        }
        // The serializer lets null through where text is expected.
        if (metadata is null || metadata.ContainsValue(null!)) throw new IgnFormatException("The model card is not a JSON object of texts: it holds null.");
        return FromMetadata(metadata);
    }

    /// <summary>This card on a file of that form, with what follows from the weights in it.</summary>
    internal IgnModelCard Filled(WeightSet weights, OnnxForm form) => this with
    {
        Classes = weights.Spec.Classes,
        Elements = form.Elements,
        Minimum = form.Elements == ImageElements.Float ? Minimum : 0,
        Maximum = form.Elements == ImageElements.Float ? Maximum : byte.MaxValue,
        Precision = form.Precision,
        Applications = form.Applications,
        Fit = weights.Spec.AnySize ? FitMode.Exact : Fit,
        Quality = QualityOf(form, weights.Spec),
        Spec = weights.Spec,
        WeightsHash = WeightHash.Of(weights),
        ContentHash = "", // of another file, if there is one
    };

    /// <summary>The figures of a file of that form: what was measured on the network as it was trained was not measured on another form of it.</summary>
    private IReadOnlyDictionary<string, double> QualityOf(OnnxForm form, NetworkSpec spec) =>
        form.Precision == WeightPrecision.Float32 && form.Applications == 1 && spec.Layers is not [DeadZone, ..]
        ? Quality
        : Quality.ToDictionary(q => q.Key == PsnrToFloat32 || q.Key.StartsWith(OfSource, StringComparison.Ordinal) ? q.Key : OfSource + q.Key, q => q.Value);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
