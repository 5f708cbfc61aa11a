using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// What a saved stage needs beyond its model to become a stage again. It travels as JSON in the metadata of the ONNX model in the chain.
/// Provider, device and threads are properties of a machine and are not saved.
/// </summary>
/// <param name="Format">Version of this record.</param>
/// <param name="Output">Output column.</param>
/// <param name="Input">Input column.</param>
/// <param name="Kind">Type of the input column.</param>
/// <param name="Applications">How many times the network is applied.</param>
/// <param name="BatchSize">Images per inference.</param>
/// <param name="InputTensor">The model's own name of its input tensor.</param>
/// <param name="OutputTensor">The model's own name of its output tensor.</param>
internal sealed record StageRecord(int Format, string Output, string Input, InputKind Kind, int Applications, int BatchSize, string InputTensor, string OutputTensor)
{
    /// <summary>Metadata key of the record.</summary>
    internal const string Key = "ign.stage";

    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Name of the surrogate's input tensor; no column of a user's is called like this.</summary>
    internal string PrivateInput => $"ign-input:{Output}";

    /// <summary>Name of the surrogate's output tensor.</summary>
    internal string PrivateOutput => $"ign-output:{Output}";

    internal static StageRecord Of(IgnProjectionTransformer stage) => new(
        CurrentFormat, stage.OutputColumn, stage.InputColumn, stage.InputKind, stage.Applications, stage.BatchSize, stage.Model.InputName, stage.Model.OutputName);

    internal string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <exception cref="IgnFormatException">The text is damaged or comes from a newer version.</exception>
    internal static StageRecord FromJson(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize<StageRecord>(json, s_json) ?? throw new IgnFormatException("The saved projection stage is empty.");
            if (record.Format > CurrentFormat)
                throw new IgnFormatException($"The projection stage was saved by a newer version of Ign.MLNet (format {record.Format}; this one reads up to {CurrentFormat}). Update it.");
            if (record.Format < 1 || !Enum.IsDefined(record.Kind)) throw new IgnFormatException($"The saved projection stage is damaged: {json}");
            return record;
        }
        catch (JsonException e)
        {
            throw new IgnFormatException($"The saved projection stage is damaged: {e.Message}", e);
        }
    }

    /// <summary>Options of the stage, to be checked; it runs on the processor.</summary>
    internal IgnProjectionOptions ToOptions() => new() { OutputColumn = Output, InputColumn = Input, Applications = Applications, BatchSize = BatchSize };
}
