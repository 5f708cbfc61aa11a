using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>A row with the projection added, computed at most once per position.</summary>
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
    private readonly InputReader? _reader;
    private readonly ImageBatch? _image;
    private long _computedAt = Nowhere;
    private bool _disposed;

    internal ProjectionRow(ProjectionBinding binding, DataViewRow source, bool[] active)
    {
        _binding = binding;
        _source = source;
        _active = active;
        if (!active[binding.OutputIndex]) return;
        _reader = InputReader.Create(binding, source);
        _image = new ImageBatch(binding.Transformer.Model.Shape, capacity: 1);
    }

    public override DataViewSchema Schema => _binding.OutputSchema;

    public override long Position => _source.Position;

    public override long Batch => _source.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _binding.IsActive(_active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _binding.CheckActive(_active, column);
        if (column.Index < _binding.OutputIndex) return _source.GetGetter<TValue>(_binding.InputSchema[column.Index]);
        return ProjectionBinding.Cast<TValue>((ValueGetter<VBuffer<float>>)GetProjection, column);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        _image?.Dispose();
        _source.Dispose();
        base.Dispose(disposing);
    }

    private void GetProjection(ref VBuffer<float> value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long position = _source.Position;
        if (position == Nowhere || position != _computedAt)
        {
            _computedAt = Nowhere;
            _reader!.Read(_image!.Input(0));
            using (var lease = _binding.Transformer.Lease()) _image.Run(lease.Session, 1, _binding.Transformer.Applications);
            _computedAt = position;
        }
        ProjectionValue.CopyTo(_image!.Result(0), ref value);
    }
}
