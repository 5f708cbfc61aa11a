namespace Ign.MLNet.Benchmarks;

/// <summary>The working copy that the benchmark was built from.</summary>
internal static class BenchRepository
{
    private static readonly string s_root = Find();

    internal static string At(string path) => Path.Combine(s_root, path);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Ign.MLNet.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"Expected Ign.MLNet.sln in a folder above {AppContext.BaseDirectory}: run the benchmark inside the repository.");
    }
}
