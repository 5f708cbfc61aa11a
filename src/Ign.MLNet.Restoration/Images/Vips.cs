using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>Prepares libvips once per process for files of strangers and for many small images at a time.</summary>
internal static class Vips
{
    private static readonly Lazy<bool> s_prepared = new(Prepare);

    /// <exception cref="DllNotFoundException">The native library is not there; the message holds the line that adds it.</exception>
    internal static void Ensure() => _ = s_prepared.Value;

    /// <summary>The one line of an error that names its cause.</summary>
    /// <param name="e">The error.</param>
    /// <param name="format">What was decoded or written.</param>
    internal static string OneLine(VipsException e, ImageFormat format)
    {
        // libvips appends its own lines to the text of the binding, and they may begin with what another call has left behind: a line of the decoder
        // itself is the one to show.
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
        string line = lines.FirstOrDefault(l => l.Split(':')[0].Contains(format.ToString(), StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault() ?? "unknown cause";
        return string.Concat(line.Where(c => !char.IsControl(c)));
    }

    private static bool Prepare()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new DllNotFoundException("libvips cannot be loaded; add it to the program with 'dotnet add package NetVips.Native'.", ModuleInitializer.Exception);
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1; // several files at a time already use all cores
        Cache.Max = 0; // no image is computed twice; the cache would only hold memory
        // A library does not write to the console; what matters comes as an exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Message, (_, _, _) => { });
        return true;
    }
}
