using Microsoft.ML;

namespace Stranger;

/// <summary>Loads every model of a folder with ML.NET's own loader and scores the same rows with each.</summary>
internal static class Loading
{
    internal const int ScoredFrom = 600, ScoredCount = 60;

    /// <summary>Writes <c>NAME.SUFFIX.json</c> for every <c>NAME.zip</c>.</summary>
    /// <param name="ml">Context to load with.</param>
    /// <param name="data">Folder of the test set.</param>
    /// <param name="folder">Folder with the models.</param>
    /// <param name="suffix">Tells the reports of several processes apart.</param>
    internal static void ScoreAll(MLContext ml, string data, string folder, string suffix)
    {
        foreach (string zip in Directory.EnumerateFiles(folder, "*.zip"))
        {
            var model = ml.Model.Load(zip, out _);
            ScoreReport.Of(model, GarmentRow.View(ml, data, ScoredFrom, ScoredCount)).Write(Path.ChangeExtension(zip, suffix + ".json"));
            (model as IDisposable)?.Dispose();
        }
    }
}
