using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Results of different shards that differ in nothing but upper and lower case.</summary>
internal static class OutputCase
{
    /// <summary>
    /// No two images of different shards may get one output, which neither shard would notice. The file system is only asked where it matters.
    /// </summary>
    /// <exception cref="RestorationRefusedException">Some would.</exception>
    internal static void Check(IReadOnlyList<FoundFile> files, ImageFormat? format, Func<bool> ignoresCase)
    {
        try
        {
            FolderChecks.CheckCollisions(files, format, ignoresCase: true);
        }
        catch (RestorationRefusedException)
        {
            if (ignoresCase()) throw;
        }
    }
}
