namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The images that the repository ships.</summary>
internal static class FashionMnist
{
    private static readonly Lazy<ImageSet> s_training = new(() => IdxFolder.ReadTraining(Folder));
    private static readonly Lazy<ImageSet> s_test = new(() => IdxFolder.ReadTest(Folder));

    internal static string Folder => Repository.Data;

    internal static ImageSet Training => s_training.Value;

    internal static ImageSet Test => s_test.Value;
}
