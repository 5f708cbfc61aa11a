namespace Ign.MLNet.Restoration.Tests;

internal static class Jobs
{
    internal static RestorationJob Make(TemporaryFolder folder, IgnModel model) => new()
    {
        Model = model,
        InputFolder = folder["in"],
        OutputFolder = folder["out"],
        Inference = new IgnProjectorOptions { BatchSize = 4, IntraOpThreads = 1 },
    };

    internal static Task<RestorationSummary> Run(TemporaryFolder folder, IgnModel model) => Make(folder, model).RunAsync();

    internal static string[] FilesBelow(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
