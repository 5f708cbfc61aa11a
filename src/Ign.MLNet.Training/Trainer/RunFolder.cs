using System.Globalization;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// The files of one training: <c>options.json</c>, <c>data.sha256</c> (hash of the images), <c>stats.jsonl</c>, <c>samples-*.png</c>,
/// <c>checkpoint.safetensors</c> (everything needed to go on), <c>weights.safetensors</c> (averaged weights with their network), <c>card.json</c>,
/// <c>report.html</c> (curves and samples), <c>events.out.tfevents.ign</c> (the same for TensorBoard), and where it failed <c>diverged.safetensors</c> (the
/// batch that did it).
/// </summary>
/// <param name="path">The folder; created when the training starts.</param>
public sealed class RunFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>The options of the run.</summary>
    public string OptionsFile => System.IO.Path.Combine(Path, "options.json");

    /// <summary>Hash of the images that the run trains on.</summary>
    public string DataFile => System.IO.Path.Combine(Path, "data.sha256");

    /// <summary>One line of JSON a report.</summary>
    public string StatsFile => System.IO.Path.Combine(Path, "stats.jsonl");

    /// <summary>State to resume from.</summary>
    public string CheckpointFile => System.IO.Path.Combine(Path, "checkpoint.safetensors");

    /// <summary>The averaged weights.</summary>
    public string WeightsFile => System.IO.Path.Combine(Path, "weights.safetensors");

    /// <summary>The model card.</summary>
    public string CardFile => System.IO.Path.Combine(Path, ModelSource.CardName);

    /// <summary>Curves, samples, options and warnings as one page.</summary>
    public string ReportFile => System.IO.Path.Combine(Path, "report.html");

    /// <summary>
    /// Curves and samples for TensorBoard. By this file, which is there before the first samples, a folder of images is told from one of pictures about them.
    /// </summary>
    public string EventsFile => System.IO.Path.Combine(Path, FolderWalk.TrainingMark);

    /// <summary>The batch whose losses were NaN or infinite: <c>real</c> and <c>source</c>, with position and losses in its metadata.</summary>
    public string DivergedFile => System.IO.Path.Combine(Path, "diverged.safetensors");

    /// <summary>Whether there is a state to go on from.</summary>
    public bool HasCheckpoint => File.Exists(CheckpointFile);

    /// <summary>Sample grid after that many images.</summary>
    public string SamplesFile(long images) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"samples-{images:D9}.png"));

    /// <summary>All sample grids, earliest first.</summary>
    internal string[] Samples() => [.. Directory.GetFiles(Path, "samples-*.png").Where(f => ImagesOf(f) is not null).OrderBy(ImagesOf)];

    /// <summary>After how many images a grid was made; null for a file of somebody else.</summary>
    internal static long? ImagesOf(string file) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file)["samples-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long images)
            ? images
            : null;

    /// <summary>
    /// Creates the folder and writes options and hash, or checks that the folder belongs to a run with the same ones. Without the second, a
    /// finished run would pass for the result of a training on other images.
    /// </summary>
    /// <exception cref="InvalidDataException">The folder holds a run with other options or on other images.</exception>
    internal void Open(TrainingOptions options, string fingerprint)
    {
        Directory.CreateDirectory(Path);
        string json = options.ToJson();
        if (File.Exists(OptionsFile) && TrainingOptions.FromJson(File.ReadAllText(OptionsFile)) is var stored && stored.ToJson() != json)
            throw new InvalidDataException($"'{Path}' holds a run with other options: {OptionDifferences.Describe(stored, options)}. Resume it with the same ones, or choose another folder.");
        if (File.Exists(DataFile) && File.ReadAllText(DataFile) != fingerprint)
            throw new InvalidDataException($"'{Path}' holds a run on other images. Resume it with the same ones in the same order, or choose another folder.");
        if (!File.Exists(OptionsFile)) AtomicFile.WriteAllText(OptionsFile, json);
        if (!File.Exists(DataFile)) AtomicFile.WriteAllText(DataFile, fingerprint);
    }
}
