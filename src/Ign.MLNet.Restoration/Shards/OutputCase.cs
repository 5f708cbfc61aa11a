using System.Security.Cryptography;
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

    /// <summary>Whether the file system of the output ignores case, found out by a file that is gone afterwards.</summary>
    /// <exception cref="RestorationRefusedException">The folder cannot be written.</exception>
    internal static bool IsIgnored(string output)
    {
        try
        {
            string state = Directory.CreateDirectory(Path.Join(RealPath.Of(output), ".ign")).FullName,
                probe = $"probe-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
            using var file = new FileStream(Path.Join(state, probe), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return File.Exists(Path.Join(state, probe.ToUpperInvariant()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RestorationRefusedException($"The output folder '{output}' cannot be written: {e.Message}", e);
        }
    }
}
