using System.Text;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>The reports of a run: in memory, and one line of JSON each in <c>stats.jsonl</c>.</summary>
internal sealed class RunStats
{
    internal const string Images = "images", Attempt = "attempt", Speed = "images_per_second", LoadingShare = "loading_share";
    private readonly string _path;
    private readonly List<IReadOnlyDictionary<string, double>> _lines = [];

    /// <summary>
    /// Reads what an earlier start left. Lines beyond its checkpoint are taken out, since their images are trained on again, and so is a line
    /// that was cut off.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="attempt">Attempt of the checkpoint.</param>
    /// <param name="images">Images at the checkpoint.</param>
    internal RunStats(string path, int attempt, long images)
    {
        _path = path;
        if (!File.Exists(path)) return;
        string text = File.ReadAllText(path);
        var kept = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            if (Parse(line) is not { } figures) continue;
            double of = figures.GetValueOrDefault(Attempt);
            if (of > attempt || (of == attempt && figures[Images] > images)) continue;
            _lines.Add(figures);
            kept.Append(line).Append('\n');
        }
        if (kept.Length != text.Length) AtomicFile.WriteAllText(path, kept.ToString());
    }

    /// <summary>All reports, oldest first.</summary>
    internal IReadOnlyList<IReadOnlyDictionary<string, double>> Lines => _lines;

    internal void Append(TrainingProgress report)
    {
        var line = new Dictionary<string, double>
        {
            [Images] = report.Images,
            [Attempt] = report.Attempt,
            [Speed] = Math.Round(report.ImagesPerSecond, 1),
            [LoadingShare] = Math.Round(report.LoadingShare, 4),
        };
        foreach (var (name, value) in report.Losses.Named()) line[name] = value;
        foreach (var (name, value) in report.Monitors ?? new Dictionary<string, double>()) line[name] = Math.Round(value, 5);
        _lines.Add(line);
        File.AppendAllText(_path, JsonSerializer.Serialize(line) + "\n");
    }

    private static Dictionary<string, double>? Parse(string line)
    {
        try
        {
            var figures = line.Length > 0 ? JsonSerializer.Deserialize<Dictionary<string, double>>(line) : null;
            return figures is not null && figures.ContainsKey(Images) ? figures : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
