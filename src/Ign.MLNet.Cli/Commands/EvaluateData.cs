using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>Images to evaluate a model on.</summary>
internal static class EvaluateData
{
    /// <summary>Reads images, of a set with a test part that part. Sub-folders of a folder of images are taken as classes.</summary>
    internal static ImageSet Read(string path, TensorShape shape, string option, CancellationToken cancellation)
    {
        if (IdxFolder.HasTest(path)) return IdxFolder.ReadTest(path);
        bool classes = Directory.Exists(path) && Directory.EnumerateDirectories(path).Any() && !Directory.EnumerateFiles(path).Any();
        return TrainData.Read(path, shape, cancellation, option, labels: classes);
    }

    /// <summary>The same, brought to the shape.</summary>
    internal static ImageSet ReadResized(string path, TensorShape shape, string option, CancellationToken cancellation)
    {
        var set = Read(path, shape, option, cancellation);
        return set.Shape == shape ? set : set.Resized(shape);
    }
}
