using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Prepares libvips once per process for files of strangers and for many small images at a time.</summary>
internal static class Vips
{
    private static readonly Lazy<bool> s_prepared = new(Prepare);
    private static readonly ReaderWriterLockSlim s_work = new();

    /// <exception cref="DllNotFoundException">The native library is not there; the message holds the line that adds it.</exception>
    internal static void Ensure() => _ = s_prepared.Value;

    /// <summary>
    /// Does work on one image. libvips has one error text for the whole process, to which all threads append and which the first that asks takes away: what
    /// failed is therefore done once more while no other work is under way, and tells its own reason then, the same one every time.
    /// </summary>
    /// <param name="what">What fails, for the message, as in "cannot be decoded as Png".</param>
    /// <param name="format">What is decoded or written; null for neither.</param>
    /// <param name="work">The work; it must be able to begin again, and must not call this method itself.</param>
    /// <exception cref="ImageFileException">libvips cannot do it.</exception>
    internal static T Run<T>(string what, ImageFormat? format, Func<T> work)
    {
        s_work.EnterReadLock();
        try
        {
            return work();
        }
        catch (VipsException)
        {
            // Its text may be of another file.
        }
        finally
        {
            s_work.ExitReadLock();
        }
        s_work.EnterWriteLock();
        try
        {
            _ = new VipsException(""); // takes away what is left of others
            return work();
        }
        catch (VipsException e)
        {
            throw new ImageFileException($"{what}: {OneLine(e, format)}", e);
        }
        finally
        {
            s_work.ExitWriteLock();
        }
    }

    /// <summary>The one line of an error that names its cause.</summary>
    private static string OneLine(VipsException e, ImageFormat? format)
    {
        // libvips appends its own lines to the text of the binding, the innermost first or not: a line of the decoder itself is the one to show.
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
        string decoder = format == ImageFormat.Avif ? "heif" : format?.ToString() ?? "";
        string line = lines.FirstOrDefault(l => decoder.Length > 0 && l.Split(':')[0].Contains(decoder, StringComparison.OrdinalIgnoreCase))
            ?? lines.FirstOrDefault() ?? "it is damaged, the decoder does not say where";
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
