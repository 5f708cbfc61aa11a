using System.Text;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>The reports of a run: in memory, and one line of JSON each in <c>stats.jsonl</c>.</summary>
internal sealed class RunStats : ITrainingListener
{
    internal const string Images = "images", Attempt = "attempt", Speed = "images_per_second", LoadingShare = "loading_share";
    private readonly string _path;
    private readonly List<TrainingProgress> _reports = [];

    /// <summary>
    /// Reads what an earlier start left. Lines beyond its checkpoint are taken out, since their images are trained on again, and so is a line
    /// that was cut off.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="total">Images of the whole training.</param>
    /// <param name="attempt">Attempt of the checkpoint.</param>
    /// <param name="images">Images at the checkpoint.</param>
    internal RunStats(string path, long total, int attempt, long images)
    {
        _path = path;
        if (!File.Exists(path)) return;
        string text = File.ReadAllText(path);
        var kept = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            if (Parse(line, total) is not { } report) continue;
            if (report.Attempt > attempt || (report.Attempt == attempt && report.Images > images)) continue;
            _reports.Add(report);
            kept.Append(line).Append('\n');
        }
        if (kept.Length != text.Length) AtomicFile.WriteAllText(path, kept.ToString());
    }

    /// <summary>All reports, oldest first.</summary>
    internal IReadOnlyList<TrainingProgress> Reports => _reports;

    /// <summary>The reports of the last attempt, oldest first.</summary>
    internal IEnumerable<TrainingProgress> LastAttempt => _reports.Where(r => r.Attempt == _reports[^1].Attempt);

    public void Report(TrainingProgress report, TrainingState state)
    {
        _reports.Add(report);
        File.AppendAllText(_path, JsonSerializer.Serialize(Named(report)) + "\n");
    }

    /// <summary>A report as numbers by name.</summary>
    internal static IReadOnlyDictionary<string, double> Named(TrainingProgress report) => new Dictionary<string, double>(
    [
        new(Images, report.Images), new(Attempt, report.Attempt), new(Speed, Math.Round(report.ImagesPerSecond, 1)),
        new(LoadingShare, Math.Round(report.LoadingShare, 4)),
        .. report.Losses.Named(), .. (report.HeldOut?.Named() ?? []).Select(f => KeyValuePair.Create(f.Key, Math.Round(f.Value, 5))),
    ]);

    private static TrainingProgress? Parse(string line, long total)
    {
        try
        {
            var named = line.Length > 0 ? JsonSerializer.Deserialize<Dictionary<string, double>>(line) : null;
            if (named is null || !named.TryGetValue(Images, out double images)) return null;
            return new TrainingProgress((long)images, total, Losses.Of(named), named.GetValueOrDefault(Speed), HeldOutFigures.Of(named))
            {
                LoadingShare = named.GetValueOrDefault(LoadingShare),
                Attempt = (int)named.GetValueOrDefault(Attempt),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
