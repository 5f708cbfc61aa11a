using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Images from whatever a path names.</summary>
internal static class TrainData
{
    /// <param name="path">File or folder.</param>
    /// <param name="shape">Shape that a folder of images is brought to.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <param name="option">Option that named the path.</param>
    /// <param name="labels">Whether labels are needed: those beside an IDX file, or the sub-folders of a folder of images.</param>
    /// <exception cref="UsageException">The path is not there, names a folder of images without a shape, or an IDX file without the labels that are needed.</exception>
    internal static ImageSet Read(string path, TensorShape? shape, CancellationToken cancellation, string option = "--data", bool labels = false)
    {
        if (File.Exists(path)) return IdxFile.Read(path, labels ? LabelsBeside(path) : null);
        if (!Directory.Exists(path)) throw new UsageException($"{option}: '{path}' does not exist.");
        if (IdxFolder.HasTraining(path)) return IdxFolder.ReadTraining(path);
        return ImageFolder.Read(path, shape ?? throw new UsageException("--shape: needed for a folder of images, for example --shape 3x64x64."), labelsFromFolders: labels, cancellationToken: cancellation);
    }

    private static string LabelsBeside(string images)
    {
        string name = Path.GetFileName(images).Replace("images-idx3", "labels-idx1", StringComparison.Ordinal);
        string file = Path.Combine(Path.GetDirectoryName(images) ?? "", name);
        return file != images && File.Exists(file) ? file : throw new UsageException($"--labels: there is no labels-idx1 file beside '{images}'.");
    }
}
