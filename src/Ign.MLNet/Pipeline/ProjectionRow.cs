using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>A row with the created columns added, computed at most once per position.</summary>
/// <remarks>
/// ML.NET never disposes the row of a prediction engine, so a row leases the network for the length of one inference only: a lease that it
/// kept would never be given back.
/// </remarks>
internal sealed class ProjectionRow : DataViewRow
{
    private const long Nowhere = -1;

    private readonly ProjectionBinding _binding;
    private readonly DataViewRow _source;
    private readonly bool[] _active;
    private readonly ProjectedRows? _row;
    private long _readAt = Nowhere;
    private bool _disposed;

    internal ProjectionRow(ProjectionBinding binding, DataViewRow source, bool[] active)
    {
        _binding = binding;
        _source = source;
        _active = active;
        if (binding.Computes(active)) _row = new ProjectedRows(binding, source, active, lease: null);
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _source.Position;

    public override long Batch => _source.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _binding.IsActive(_active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _binding.CheckActive(_active, column);
        return _binding.CreatedAt(column.Index) is { } created
            ? ProjectionBinding.Cast<TValue>(_row!.Getter(created, Current), column)
            : _source.GetGetter<TValue>(_binding.InputSchema[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        _row?.Dispose();
        _source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Number of the source's row among those that were read, which is the only one.</summary>
    private int Current()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long position = _source.Position;
        // An inference that failed may have left its input half done.
        if (position == Nowhere || position != _readAt || !_row!.IsComputed)
        {
            _row!.Begin(capacity: 1);
            _row.Read();
            _readAt = position;
        }
        return 0;
    }
}
