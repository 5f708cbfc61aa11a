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
    private readonly ProjectionResults? _results;
    private readonly RowImages? _image;
    private long _computedAt = Nowhere;
    private bool _disposed;

    internal ProjectionRow(ProjectionBinding binding, DataViewRow source, bool[] active)
    {
        _binding = binding;
        _source = source;
        _active = active;
        if (!binding.Computes(active)) return;
        _results = new ProjectionResults(binding, source, active, capacity: 1);
        _image = new RowImages((shape, capacity) => new ImageBatch(binding.Transformer.Model, shape, capacity), images => images.Dispose());
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
            ? ProjectionBinding.Cast<TValue>(_results!.Getter(created, this, Computed), column)
            : _source.GetGetter<TValue>(_binding.InputSchema[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        _results?.Dispose();
        _image?.Dispose();
        _source.Dispose();
        base.Dispose(disposing);
    }

    private (RowImages Images, int Index) Computed()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long position = _source.Position;
        if (position == Nowhere || position != _computedAt)
        {
            _computedAt = Nowhere;
            _image!.Begin(capacity: 1);
            _results!.Read(_image, 0);
            using (var lease = _binding.Transformer.Lease()) _results.Compute(_image, lease.Session);
            _computedAt = position;
        }
        return (_image!, 0);
    }
}
