using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// Reads ahead up to a batch of rows and serves them one by one. The network runs when the first projection of a batch is read, so skipped
/// batches cost nothing; batches and their buffers grow 1, 4, 16, … so that a preview does not pay for a full one.
/// </summary>
internal sealed class BatchCursor : DataViewRowCursor
{
    private const int Growth = 4;

    private readonly ProjectionBinding _binding;
    private readonly DataViewRowCursor _source;
    private readonly bool[] _active;
    private readonly SessionLease _lease;
    private readonly ProjectedRows _rows;
    private readonly BufferedColumn?[] _columns;
    private readonly ValueGetter<DataViewRowId> _idGetter;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private int _target = 1;
    private int _count;
    private int _index = -1;
    private bool _sourceEnded;
    private ExceptionDispatchInfo? _sourceFailure;
    private long _position = -1;
    private long _served;
    private bool _disposed;

    /// <param name="binding">The stage and its columns.</param>
    /// <param name="source">The rows; the cursor owns it.</param>
    /// <param name="active">Which columns are asked for.</param>
    /// <param name="lease">The network; the cursor owns the lease.</param>
    internal BatchCursor(ProjectionBinding binding, DataViewRowCursor source, bool[] active, SessionLease lease)
    {
        int capacity = binding.Transformer.BatchSize;
        _binding = binding;
        _source = source;
        _active = active;
        _lease = lease;
        _rows = new ProjectedRows(binding, source, active, lease);
        _columns = [.. binding.InputSchema.Select(c => active[c.Index] ? BufferedColumn.Create(source, c, capacity) : null)];
        _idGetter = source.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _batches = new long[capacity];
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _position;

    public override long Batch => _position < 0 ? 0 : _batches[_index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Current()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _binding.IsActive(_active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _binding.CheckActive(_active, column);
        var getter = _binding.CreatedAt(column.Index) is { } created
            ? _rows.Getter(created, Current)
            : _columns[column.Index]!.Getter(Current);
        return ProjectionBinding.Cast<TValue>(getter, column);
    }

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_index + 1 >= _count && !Fill())
        {
            _position = -1;
            return false;
        }
        _index++;
        _position = _served++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        // ML.NET disposes some cursors more than once.
        if (_disposed || !disposing) return;
        _disposed = true;
        _position = -1;
        _rows.Dispose();
        _lease.Dispose();
        _source.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        int target = Math.Min(_target, _ids.Length);
        _target = Math.Min(_target * Growth, _ids.Length);
        _rows.Begin(target);
        _index = -1;
        _count = 0;
        _sourceFailure?.Throw();
        while (_count < target && !_sourceEnded && !_rows.IsFull)
        {
            if (!MoveSource()) break;
            _rows.Read();
            foreach (var column in _columns) column?.Take(_count);
            _idGetter(ref _ids[_count]);
            _batches[_count] = _source.Batch;
            _count++;
        }
        return _count > 0;
    }

    /// <summary>Moves the source. If it fails, the rows before are served first.</summary>
    private bool MoveSource()
    {
        try
        {
            _sourceEnded = !_source.MoveNext();
            return !_sourceEnded;
        }
        catch (Exception e) when (_count > 0)
        {
            _sourceFailure = ExceptionDispatchInfo.Capture(e);
            return false;
        }
    }

    private int Current() =>
        _position >= 0 ? _index : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it returns false.");
}
