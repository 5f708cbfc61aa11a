using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Stranger;

/// <summary>What a model gave for some rows, and what the process had to load for it.</summary>
/// <param name="Model">Type of the model.</param>
/// <param name="Members">Types of the members of the chain; empty if the model is none.</param>
/// <param name="Assemblies">Names of the assemblies in the process.</param>
/// <param name="Images">Projected images; empty without such a column.</param>
/// <param name="Scores">Scores of each row; empty without a classifier.</param>
/// <param name="Labels">Predicted keys; empty without a classifier.</param>
internal sealed record ScoreReport(string Model, string[] Members, string[] Assemblies, float[][] Images, float[][] Scores, uint[] Labels)
{
    /// <summary>Column that every saved model makes.</summary>
    internal const string ImageColumn = "Restored";

    private static readonly JsonSerializerOptions s_json = new() { IncludeFields = true };

    internal static ScoreReport Of(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        bool classified = scored.Schema.GetColumnOrNull("PredictedLabel") is not null;
        return new ScoreReport(
            model.GetType().Name,
            model is IEnumerable<ITransformer> chain ? [.. chain.Select(m => m.GetType().Name)] : [],
            [.. AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name!).Order(StringComparer.Ordinal)],
            [.. scored.GetColumn<float[]>(ImageColumn)],
            classified ? [.. scored.GetColumn<float[]>("Score")] : [],
            classified ? [.. scored.GetColumn<uint>("PredictedLabel")] : []);
    }

    internal void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, s_json));

    internal static ScoreReport Read(string path) => JsonSerializer.Deserialize<ScoreReport>(File.ReadAllText(path), s_json)!;
}
