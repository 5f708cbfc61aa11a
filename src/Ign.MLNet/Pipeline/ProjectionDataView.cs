using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>The data with the projection added, computed in batches while a cursor moves over it.</summary>
internal sealed class ProjectionDataView(ProjectionBinding binding, IDataView source) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => binding.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = binding.Active(columnsNeeded);
        return Wrap(source.GetRowCursor(binding.Dependencies(active), rand), active, besideOthers: false);
    }

    // Each cursor of the source becomes one of ours and keeps its Batch numbers, by which ML.NET restores the order.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = binding.Active(columnsNeeded);
        var cursors = source.GetRowCursorSet(binding.Dependencies(active), n, rand);
        return [.. cursors.Select(cursor => Wrap(cursor, active, cursors.Length > 1))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active, bool besideOthers)
    {
        SessionLease? lease = null;
        try
        {
            // A column of a type that cannot be kept for later forces the rows through one at a time.
            bool batched = binding.Computes(active) && binding.InputSchema.Where(c => active[c.Index]).All(c => BufferedColumn.CanBuffer(c.Type));
            if (!batched) return new RowCursor(cursor, new ProjectionRow(binding, cursor, active));
            lease = binding.Transformer.Lease();
            lease.BesideOthers = besideOthers;
            return new BatchCursor(binding, cursor, active, lease);
        }
        catch
        {
            lease?.Dispose();
            cursor.Dispose();
            throw;
        }
    }
}
