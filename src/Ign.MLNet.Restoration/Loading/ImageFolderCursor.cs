using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Goes over every n-th of the files in some order. Each file is a batch of its own, by which ML.NET puts the rows of several cursors in order.
/// </summary>
internal sealed class ImageFolderCursor(ImageFolderDataView view, bool[] active, int[] order, int first, int step) : DataViewRowCursor
{
    private const int Nowhere = -1;

    private int _at = first - step;
    private long _position = Nowhere;
    private MLImage? _decoded;
    private bool _disposed;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override long Batch => Math.Max(_at, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_at < order.Length)
        {
            Release();
            _at += step;
            if (_at >= order.Length) break;
            if (!Exists(order[_at])) continue;
            _position++;
            return true;
        }
        _position = Nowhere;
        return false;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Current(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column)) throw new ArgumentException($"Requested column '{column.Name}' is not active.", nameof(column));
        Delegate getter = column.Index switch
        {
            ImageFolderDataView.PathColumn => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> path) => path = view.PathAt(Current()).AsMemory()),
            ImageFolderDataView.FolderColumn =>
                (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> folder) => folder = Folder(view.PathAt(Current()))),
            _ => (ValueGetter<MLImage>)Image,
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        if (disposing) Release();
        base.Dispose(disposing);
    }

    private static ReadOnlyMemory<char> Folder(string path) => path.AsMemory(0, Math.Max(0, path.IndexOf('/', StringComparison.Ordinal)));

    /// <summary>Whether the file makes a row. An image that had to be decoded for that is kept for whoever asks for it.</summary>
    private bool Exists(int file)
    {
        if (view.IsReadable(file) is { } known) return known;
        _decoded = view.TryDecode(file);
        return _decoded is not null;
    }

    /// <summary>
    /// Disposes the image that the variable holds, as LoadImages does: ML.NET's stages count on it, and each image they kept would be lost memory.
    /// </summary>
    private void Image(ref MLImage image)
    {
        int file = Current();
        image?.Dispose();
        (image, _decoded) = (_decoded ?? view.Decode(file), null);
    }

    private int Current()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _position == Nowhere ? throw new InvalidOperationException("The cursor is not at a row.") : order[_at];
    }

    private void Release()
    {
        _decoded?.Dispose();
        _decoded = null;
    }
}
