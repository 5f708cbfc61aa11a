namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The images that the repository ships.</summary>
internal static class FashionMnist
{
    private static readonly Lazy<ImageSet> s_training = new(() => IdxFolder.ReadTraining(Folder));
    private static readonly Lazy<ImageSet> s_test = new(() => IdxFolder.ReadTest(Folder));

    internal static string Folder => Find();

    internal static ImageSet Training => s_training.Value;

    internal static ImageSet Test => s_test.Value;

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "samples", "data", "fashion-mnist");
            if (Directory.Exists(path)) return path;
        }
        throw new DirectoryNotFoundException("There is no samples/data/fashion-mnist above the tests.");
    }
}
