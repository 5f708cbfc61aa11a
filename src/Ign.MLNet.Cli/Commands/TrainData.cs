using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Images from whatever a path names.</summary>
internal static class TrainData
{
    /// <exception cref="UsageException">The path is not there, or names a folder of images without a shape.</exception>
    internal static ImageSet Read(string path, TensorShape? shape, CancellationToken cancellation, string option = "--data")
    {
        if (File.Exists(path)) return IdxFile.Read(path);
        if (!Directory.Exists(path)) throw new UsageException($"{option}: '{path}' does not exist.");
        if (IdxFolder.HasTraining(path)) return IdxFolder.ReadTraining(path);
        return ImageFolder.Read(path, shape ?? throw new UsageException("--shape: needed for a folder of images, for example --shape 3x64x64."), cancellationToken: cancellation);
    }
}
