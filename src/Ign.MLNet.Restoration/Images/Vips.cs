using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>Prepares libvips once per process for files of strangers and for many small images at a time.</summary>
internal static class Vips
{
    private static readonly Lazy<bool> s_prepared = new(Prepare);

    /// <exception cref="DllNotFoundException">The native library is not there; the message holds the line that adds it.</exception>
    internal static void Ensure() => _ = s_prepared.Value;

    private static bool Prepare()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new DllNotFoundException("libvips cannot be loaded; add it to the program with 'dotnet add package NetVips.Native'.", ModuleInitializer.Exception);
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1; // several files at a time already use all cores
        Cache.Max = 0; // no image is computed twice; the cache would only hold memory
        return true;
    }
}
