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
internal sealed record StageRecord(
    int Format, string Output, ProjectionOutput OutputKind, string Input, InputKind Kind, ResizingKind? Resizing, string? Displacement, string? Residual,
    NonFiniteInput NonFinite, int Applications, int BatchSize, string InputTensor, string OutputTensor)
{
    /// <summary>Metadata key of the record.</summary>
    internal const string Key = "ign.stage";

    /// <summary>Newest version that is read, and the one that is written.</summary>
    internal const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Name of the surrogate's input tensor; no column of a user's is called like this.</summary>
    internal string PrivateInput => $"ign-input:{Output}";

    /// <summary>Name of the surrogate's output tensor.</summary>
    internal string PrivateOutput => $"ign-output:{Output}";

    /// <summary>Name of the surrogate's tensor of displacements.</summary>
    internal string PrivateDisplacement => $"ign-displacement:{Output}";

    /// <summary>Name of the surrogate's tensor of residuals.</summary>
    internal string PrivateResidual => $"ign-residual:{Output}";

    internal static StageRecord Of(IgnProjectionTransformer stage)
    {
        var options = stage.Options;
        return new(CurrentFormat, options.OutputColumn, options.Output, options.Source, stage.InputKind, options.Resizing, options.DisplacementColumn, options.ResidualColumn,
            options.NonFinite, options.Applications, options.BatchSize, stage.Model.InputName, stage.Model.OutputName);
    }

    internal string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <exception cref="IgnFormatException">The text is damaged or comes from a newer version.</exception>
    internal static StageRecord FromJson(string json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json)) CheckFormat(document.RootElement);
            return JsonSerializer.Deserialize<StageRecord>(json, s_json) ?? throw new IgnFormatException("The saved projection stage is empty.");
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
    };

    // First of all, for a newer record may hold what this version cannot read.
    private static void CheckFormat(JsonElement record)
    {
        int format = record.ValueKind == JsonValueKind.Object && record.TryGetProperty("format", out var value) && value.TryGetInt32(out int number) ? number : 0;
        if (format > CurrentFormat)
            throw new IgnFormatException($"The projection stage was saved by a newer version of Ign.MLNet (format {format}; this one reads up to {CurrentFormat}). Update it.");
        if (format < 1) throw new IgnFormatException("The saved projection stage is damaged: it names no format.");
    }
}
