using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Images from whatever a path names.</summary>
internal static class TrainData
{
    /// <param name="path">A file or a folder.</param>
    /// <param name="shape">Shape for a folder of images.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <param name="option">What the path is called in messages.</param>
    /// <param name="cache">Where the decoded images of a folder are kept; null to decode them every time.</param>
    /// <param name="labels">Whether labels are needed: those beside an IDX file, or the sub-folders of a folder of images.</param>
    /// <exception cref="UsageException">The path is not there, names a folder of images without a shape, or an IDX file without the labels that are
    /// needed.</exception>
    internal static ImageSet Read(string path, TensorShape? shape, CancellationToken cancellation, string option = "--data", string? cache = null,
        bool labels = false)
    {
        if (File.Exists(path)) return IdxFile.Read(path, labels ? LabelsBeside(path) : null);
        if (!Directory.Exists(path)) throw new UsageException($"{option}: '{path}' does not exist.");
        if (IdxFolder.HasTraining(path)) return IdxFolder.ReadTraining(path);
        var wanted = shape ?? throw new UsageException("--shape: needed for a folder of images, for example --shape 3x64x64.");
        return cache is null
            ? ImageFolder.Read(path, wanted, labelsFromFolders: labels, cancellationToken: cancellation)
            : ImageFolderCache.Read(path, wanted, cache, labelsFromFolders: labels, cancellationToken: cancellation);
    }

    /// <summary>Whether a path is a folder whose images are decoded, and brought to a shape.</summary>
    internal static bool IsFolderOfImages(string path) => Directory.Exists(path) && !IdxFolder.HasTraining(path);

    private static string LabelsBeside(string images)
    {
        string name = Path.GetFileName(images).Replace("images-idx3", "labels-idx1", StringComparison.Ordinal);
        string file = Path.Combine(Path.GetDirectoryName(images) ?? "", name);
        return file != images && File.Exists(file) ? file : throw new UsageException($"--labels: there is no labels-idx1 file beside '{images}'.");
    }

    /// <summary>A cache beside the run, which all runs there on the same folder share.</summary>
    internal static string CacheFor(string path, string run)
    {
        string beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run))) ?? run;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        return Path.Combine(beside, ".ign-cache", Convert.ToHexStringLower(hash)[..16] + ".images");
    }
}
