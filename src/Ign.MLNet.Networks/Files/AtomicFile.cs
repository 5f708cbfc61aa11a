using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Networks;

/// <summary>
/// Writes whole files so that nothing half-written is ever seen under the final name: a temporary file in the same folder, flushed to disk,
/// then renamed over the old file, and the folder flushed. After a failure the old file is untouched and the temporary one is gone.
/// </summary>
public static class AtomicFile
{
    // File systems allow 255 bytes; a name of 60 UTF-16 units takes at most 180 in UTF-8.
    private const int MaxNameInTemporary = 60;

    /// <summary>Writes <paramref name="path"/> with what <paramref name="write"/> puts into the stream.</summary>
    /// <param name="path">Final name; its folder must exist. An existing file is replaced.</param>
    /// <param name="write">Writes the content; the stream is closed afterwards. Its exceptions pass through and leave the old file untouched.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable, or <paramref name="path"/> is a folder.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string final = Path.GetFullPath(path);
        string temporary = TemporaryName(final);
        bool committed = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, final, overwrite: true);
            committed = true;
        }
        catch (Exception e) when (IsAbout(e, temporary))
        {
            throw Told(e, temporary, final);
        }
        finally
        {
            if (!committed && File.Exists(temporary)) File.Delete(temporary); // without its folder there is none, and deleting it would hide why
        }
        FlushFolder(Path.GetDirectoryName(final)!);
    }

    /// <summary>
    /// Brings the list of a folder's names down to the disk, so that a rename survives a power failure. Does nothing on Windows, whose file systems
    /// journal names by themselves, and where a file system knows no such thing.
    /// </summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsWindows()) UnixFolder.Flush(folder);
    }

    /// <summary>Writes <paramref name="path"/> with those bytes.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> bytes)
    {
        // A span cannot be captured by the callback.
        byte[] copy = bytes.ToArray();
        WriteAllBytes(path, copy);
    }

    /// <summary>Writes <paramref name="path"/> with those bytes.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteAllBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes <paramref name="path"/> with that text in UTF-8 without byte order mark.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static void WriteAllText(string path, string text) => WriteAllBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// An exception of the file system about a temporary file, told of the file that it was to become: nobody knows the other name. Kind and
    /// <see cref="Exception.HResult"/> stay; other exceptions are returned as they are.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="temporary">Path of the temporary file.</param>
    /// <param name="final">Path that stands in the message instead.</param>
    public static Exception Told(Exception exception, string temporary, string final)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (!IsAbout(exception, temporary)) return exception;
        string message = exception.Message.Replace(temporary, final, StringComparison.Ordinal);
        Exception told = exception switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(message, exception),
            DirectoryNotFoundException => new DirectoryNotFoundException(message, exception),
            FileNotFoundException => new FileNotFoundException(message, final, exception),
            PathTooLongException => new PathTooLongException(message, exception),
            _ => new IOException(message, exception),
        };
        told.HResult = exception.HResult;
        return told;
    }

    private static bool IsAbout(Exception exception, string temporary) =>
        exception is IOException or UnauthorizedAccessException && exception.Message.Contains(temporary, StringComparison.Ordinal);

    private static string TemporaryName(string final)
    {
        string name = Path.GetFileName(final);
        if (name.Length == 0) throw new ArgumentException($"'{final}' names a folder, not a file.", nameof(final));
        if (name.Length > MaxNameInTemporary) name = name[..MaxNameInTemporary];
        return Path.Join(Path.GetDirectoryName(final), $".{name}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.partial");
    }
}
