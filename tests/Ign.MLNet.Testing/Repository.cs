namespace Ign.MLNet.Testing;

/// <summary>Where things lie in the working copy that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Model => At("export/models/fashion-restore.onnx");

    internal static string Data => At("samples/data/fashion-mnist");

    /// <summary>Debug or Release, as these tests.</summary>
    internal static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    internal static string At(string path) => Path.Combine(Root, path);

    /// <summary>Output folder of a project that was built like these tests: same accelerator, configuration and framework.</summary>
    internal static string OutputOf(string project) =>
        Path.Combine(At(project), Path.GetRelativePath(At("tests/Ign.MLNet.ConsumerTests"), AppContext.BaseDirectory));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ign.MLNet.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run from their output folder inside the repository.");
    }
}
