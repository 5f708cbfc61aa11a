using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Restoration;

/// <summary>
/// The memory of an output folder across runs and crashes: a file of JSON lines that is only appended to; of several lines about one result the last
/// counts. In memory it takes about 60 bytes a result. May be used by several threads at once.
/// </summary>
internal sealed class RestorationJournal : IDisposable
{
    private readonly FileOperations _files;
    private readonly FileStream _file;
    private readonly Dictionary<UInt128, Line> _lines = [];
    private readonly object _appending = new();
    private readonly object _flushing = new();
    private bool _broken;
    private long _appended;
    private long _flushed;

    private RestorationJournal(FileOperations files, FileStream file)
    {
        _files = files;
        _file = file;
    }

    /// <summary>Opens the journal, or a new one. The caller holds the lock of the folder.</summary>
    internal static RestorationJournal Open(FileOperations files, string path) =>
        Indexed(files, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 1));

    /// <summary>Opens a journal that is only asked; null if there is none.</summary>
    internal static RestorationJournal? ReadOnly(string path) =>
        File.Exists(path) ? Indexed(new FileOperations(), new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1)) : null;

    private static RestorationJournal Indexed(FileOperations files, FileStream file)
    {
        var journal = new RestorationJournal(files, file);
        try
        {
            journal.Index();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The last entry about an input and the result of that name; null if there is none.</summary>
    internal JournalEntry? Find(string path, string output)
    {
        Line line;
        lock (_appending)
        {
            if (!_lines.TryGetValue(Name(path, output), out line)) return null;
            _lines[Name(path, output)] = line with { Asked = true };
        }
        return Read(line) is { } entry && entry.Item.Path == path && entry.Output == output ? entry : null;
    }

    /// <summary>The last entries about what nobody has asked for or added since the journal was opened.</summary>
    internal IEnumerable<JournalEntry> NotAskedFor()
    {
        Line[] lines;
        lock (_appending) lines = [.. _lines.Values.Where(line => !line.Asked).OrderBy(line => line.Start)];
        return lines.Select(Read).OfType<JournalEntry>();
    }

    /// <summary>Lines that could not be read when it was opened, but for a last one without an end, which a power failure leaves; null for none.</summary>
    internal RestorationNotice? Damage { get; private set; }

    /// <summary>Adds an entry; it is on disk when this returns. Threads that come together share one flush.</summary>
    internal void Add(JournalEntry entry)
    {
        byte[] line = entry.ToLine();
        long mine;
        lock (_appending)
        {
            // What follows half a line would be lost with it.
            if (_broken) throw new IOException("an earlier entry could not be written.");
            long start = _file.Length;
            _file.Position = start;
            _broken = true;
            _files.Append(_file, line);
            _broken = false;
            _lines[Name(entry.Item.Path, entry.Output)] = new Line(start, line.Length, Asked: true);
            mine = ++_appended;
        }
        lock (_flushing)
        {
            if (_flushed >= mine) return;
            long all = Interlocked.Read(ref _appended);
            _files.Flush(_file);
            _flushed = all;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Index()
    {
        long start = 0;
        int number = 0;
        var line = new List<byte>();
        var part = new byte[1 << 16];
        for (int read; (read = _file.Read(part)) > 0;)
        {
            var rest = part.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.AddRange(rest[..end]);
                number++;
                if (JournalEntry.Parse(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line)) is { } entry)
                    _lines[Name(entry.Item.Path, entry.Output)] = new Line(start, line.Count, Asked: false);
                else if (line.Count > 0)
                    Damage = RestorationNotice.OneMore(Damage, RestorationNoticeKind.JournalDamaged,
                        number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                start += line.Count + 1;
                line.Clear();
            }
            line.AddRange(rest);
        }
        // A line without an end was torn; what comes next must not continue it.
        if (line.Count > 0 && _file.CanWrite) _file.SetLength(start);
    }

    private JournalEntry? Read(Line line)
    {
        var bytes = new byte[line.Length];
        RandomAccess.Read(_file.SafeFileHandle, bytes, line.Start);
        return JournalEntry.Parse(bytes);
    }

    private static UInt128 Name(string path, string output) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{path}\0{output}")));

    private readonly record struct Line(long Start, int Length, bool Asked);
}
