namespace Ign.MLNet.Networks;

/// <summary>Reads whole files into memory, but no larger ones than expected: a file may come from a stranger.</summary>
public static class BoundedFile
{
    /// <summary>Largest text that <see cref="ReadText"/> reads: 16 MB, more than any card or specification needs.</summary>
    public const long MaxText = 16L << 20;

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IgnFormatException">It is larger than <see cref="OnnxModelCheck.MaxBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read; <see cref="FileNotFoundException"/> where there is none.</exception>
    public static byte[] ReadModel(string path) => Read(path, OnnxModelCheck.CheckLength);

    /// <summary>Reads a model from where the stream stands to its end. The stream stays open.</summary>
    /// <param name="content">The model.</param>
    /// <exception cref="ArgumentException">The stream cannot be read from.</exception>
    /// <exception cref="IgnFormatException">It is larger than <see cref="OnnxModelCheck.MaxBytes"/>.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[] ReadModel(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!content.CanRead) throw new ArgumentException("Expected a stream that can be read from: this one is closed or only written to.", nameof(content));
        return ReadToEnd(content, OnnxModelCheck.CheckLength);
    }

    /// <summary>Reads a text, for example a card beside weights.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IgnFormatException">It is larger than <see cref="MaxText"/>.</exception>
    /// <exception cref="IOException">It cannot be read; <see cref="FileNotFoundException"/> where there is none.</exception>
    public static string ReadText(string path)
    {
        byte[] bytes =
            Read(path, length => { if (length > MaxText) throw new IgnFormatException($"'{path}' has {length:N0} bytes; at most {MaxText:N0} are read."); });
        using var reader = new StreamReader(new MemoryStream(bytes));
        return reader.ReadToEnd();
    }

    private static byte[] Read(string path, Action<long> check)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        return ReadToEnd(file, check);
    }

    private static byte[] ReadToEnd(Stream file, Action<long> check)
    {
        long length = file.CanSeek ? Math.Max(0, file.Length - file.Position) : 0;
        check(length);
        // Pipes and devices do not know their length, and a file may grow: what counts is what comes.
        using var content = new MemoryStream((int)length);
        byte[] part = new byte[1 << 16];
        for (int read; (read = file.Read(part)) > 0;)
        {
            content.Write(part, 0, read);
            check(content.Length);
        }
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }
}
