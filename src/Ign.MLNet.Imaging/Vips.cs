using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>Prepares libvips once per process for files of strangers and for many small images at a time.</summary>
internal static class Vips
{
    private static readonly Lazy<bool> s_prepared = new(Prepare);
    private static readonly ReaderWriterLockSlim s_work = new();

    // What libvips warns of, it does on the thread that asked for the work.
    [ThreadStatic] private static List<string>? t_warnings;
    [ThreadStatic] private static bool t_alone;

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
            t_warnings = [];
            return work();
        }
        catch (Exception e) when (e is VipsException or DoubtException)
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
            (t_warnings, t_alone) = ([], true);
            return work();
        }
        catch (VipsException e)
        {
            var reason = DecoderReason.Of(e, t_warnings!, format);
            throw new ImageFileException($"{what}: {reason.Text}", e) { MayPass = reason.MayPass };
        }
        finally
        {
            t_alone = false;
            s_work.ExitWriteLock();
        }
    }

    /// <summary>What was warned of in the work under way that contains some words; null for nothing.</summary>
    internal static string? Warning(string words) => t_warnings?.FirstOrDefault(w => w.Contains(words, StringComparison.Ordinal));

    /// <summary>
    /// What the decoder of JPEG warned of in the work under way, which has closed the file: it has filled or left out what it could not read. null for nothing.
    /// The words are in the text of all threads as well, so that where there are any the work must be done once more, alone.
    /// </summary>
    internal static string? JpegDamage()
    {
        const string Decoder = "VipsJpeg: ", Harmless = "JFIF revision";
        if (t_warnings is not { Count: > 0 } warnings) return null;
        if (!t_alone) throw new DoubtException();
        return warnings.SelectMany(w => w.Split('\n'))
            .FirstOrDefault(l => l.StartsWith(Decoder, StringComparison.Ordinal) && !l.Contains(Harmless, StringComparison.Ordinal))?[Decoder.Length..];
    }

    private static bool Prepare()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new DllNotFoundException("libvips cannot be loaded; add it to the program with 'dotnet add package NetVips.Native'.",
                ModuleInitializer.Exception);
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1; // several files at a time already use all cores
        Cache.Max = 0; // no image is computed twice; the cache would only hold memory
        // A library does not write to the console; what matters comes as an exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Message, (_, level, text) =>
        {
            if (level == Enums.LogLevelFlags.Warning && text is not null) t_warnings?.Add(text);
        });
        return true;
    }

    /// <summary>Ends work whose outcome only work alone can tell.</summary>
    private sealed class DoubtException : Exception;
}
