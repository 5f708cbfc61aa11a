using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ign.MLNet.Networks;
using ResizingKind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace Ign.MLNet;

/// <summary>
/// What a saved stage needs beyond its model to become a stage again. It travels as JSON in the metadata of the ONNX model in the chain.
/// Provider, device and threads are properties of a machine and are not saved.
/// </summary>
/// <param name="Format">Version of this record.</param>
/// <param name="Output">Output column.</param>
/// <param name="OutputKind">Type of the output column.</param>
/// <param name="Input">Input column.</param>
/// <param name="Kind">Type of the input column.</param>
/// <param name="Resizing">How images are brought to the model's size.</param>
/// <param name="Displacement">Column of displacements.</param>
/// <param name="Residual">Column of residuals.</param>
/// <param name="NonFinite">What happens to images with NaN.</param>
/// <param name="Applications">How many times the network is applied.</param>
/// <param name="BatchSize">Images per inference.</param>
/// <param name="InputTensor">The model's own name of its input tensor.</param>
/// <param name="OutputTensor">The model's own name of its output tensor.</param>
/// <param name="Sized">Whether the column's type says that all images have the model's size, so that nothing is ever resized.</param>
/// <param name="Prefix">Begin of the names of everything that is added to the model's graph; none of its own begins like this.</param>
/// <param name="Minimum">Value of black in the columns of floats; null for the card's.</param>
/// <param name="Maximum">Value of white in them.</param>
/// <param name="Strength">How far the result goes from the input to the projection; null for all the way.</param>
/// <param name="Dimensions">Of the projection as a vector, such as 2x6x8; those of a tensor in records of format 1, which name none.</param>
internal sealed record StageRecord(
    int Format, string Output, ProjectionOutput OutputKind, string Input, InputKind Kind, ResizingKind? Resizing, string? Displacement, string? Residual,
    NonFiniteInput NonFinite, int Applications, int BatchSize, string InputTensor, string OutputTensor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Sized = false, string Prefix = StageRecord.PlainPrefix,
    string? Dimensions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Minimum = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Maximum = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Strength = null)
{
    /// <summary>Metadata key of the record.</summary>
    internal const string Key = "ign.stage";

    /// <summary>Newest version that is read: the one with a strength.</summary>
    internal const int CurrentFormat = 4;

    // What has no strength or range is written for readers that know none, too.
    private const int WithoutRange = 2, WithoutStrength = 3;

    /// <summary>The prefix where the model allows it, and of records that name none.</summary>
    internal const string PlainPrefix = "ign-stage/";

    // Names of tensors and columns are made of a hash of the user's names: ML.NET reads a meaning into some names, such as those that end in ".output",
    // and no column of the user's may be called like a private one, which is removed.
    private string Unique => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Output, Input, Displacement, Residual))))[..16];

    /// <summary>Name of the surrogate's input tensor.</summary>
    internal string PrivateInput => $"ign-input-{Unique}";

    /// <summary>Name of the surrogate's output tensor.</summary>
    internal string PrivateOutput => $"ign-output-{Unique}";

    /// <summary>Name of the surrogate's tensor of displacements.</summary>
    internal string PrivateDisplacement => $"ign-displacement-{Unique}";

    /// <summary>Name of the surrogate's tensor of residuals.</summary>
    internal string PrivateResidual => $"ign-residual-{Unique}";

    internal static StageRecord Of(IgnProjectionTransformer stage)
    {
        var options = stage.Options;
        int format = options.Strength < 1 ? CurrentFormat : options.Minimum is null ? WithoutRange : WithoutStrength;
        return new(format, options.OutputColumn, options.Output, options.Source, stage.InputKind, options.Resizing, options.DisplacementColumn,
            options.ResidualColumn,
            options.NonFinite, options.Applications, options.BatchSize, stage.Model.InputName, stage.Model.OutputName, stage.IsSized, FreePrefix(stage.Model),
            string.Join('x', stage.Dimensions), options.Minimum, options.Maximum, options.Strength < 1 ? options.Strength : null);
    }

    /// <summary>A prefix that does not occur in the model, so that what is added can be told from what was there.</summary>
    private static string FreePrefix(IgnModel model)
    {
        string prefix = PlainPrefix;
        for (int i = 2; model.Bytes.Span.IndexOf(Encoding.UTF8.GetBytes(prefix)) >= 0; i++) prefix = $"ign-stage-{i}/";
        return prefix;
    }

    /// <summary>Dimensions of the projection as a vector; 0 for those that cannot be read.</summary>
    internal int[] DimensionsFor(TensorShape shape) => Dimensions is null
        ? ProjectionSchema.Dimensions(ProjectionOutput.Tensor, shape, null)
        : [.. Dimensions.Split('x').Select(d => int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];

    /// <summary>Values of black and white in the columns of floats.</summary>
    internal (float Minimum, float Maximum) RangeFor(IgnModelCard card) => ToOptions().RangeFor(card);

    internal string ToJson() => JsonSerializer.Serialize(this, PersistenceJson.Default.StageRecord);

    /// <exception cref="IgnFormatException">The text is damaged or comes from a newer version.</exception>
    internal static StageRecord FromJson(string json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json)) CheckFormat(document.RootElement);
            return JsonSerializer.Deserialize(json, PersistenceJson.Default.StageRecord)
                ?? throw new IgnFormatException("The saved projection stage is empty.");
        }
        catch (JsonException e)
        {
            throw new IgnFormatException($"The saved projection stage is damaged: {e.Message}", e);
        }
    }

    /// <summary>Options of the stage, to be checked; it runs on the processor.</summary>
    internal IgnProjectionOptions ToOptions() => new()
    {
        OutputColumn = Output,
        Output = OutputKind,
        InputColumn = Input,
        Resizing = Resizing,
        DisplacementColumn = Displacement,
        ResidualColumn = Residual,
        NonFinite = NonFinite,
        Applications = Applications,
        BatchSize = BatchSize,
        Minimum = Minimum,
        Maximum = Maximum,
        Strength = Strength ?? 1,
    };

    // First of all, for a newer record may hold what this version cannot read.
    private static void CheckFormat(JsonElement record)
    {
        int format = record.ValueKind == JsonValueKind.Object && record.TryGetProperty("format", out var value) && value.TryGetInt32(out int number)
            ? number
            : 0;
        if (format > CurrentFormat)
            throw new IgnFormatException(
                $"The projection stage was saved by a newer version of Ign.MLNet (format {format}; this one reads up to {CurrentFormat}). Update it.");
        if (format < 1) throw new IgnFormatException("The saved projection stage is damaged: it names no format.");
    }
}
