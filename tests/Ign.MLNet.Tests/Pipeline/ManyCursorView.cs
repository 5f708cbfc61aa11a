using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Tests;

/// <summary>Data that really gives several cursors, each with a batch number of its own.</summary>
internal sealed class ManyCursorView : IDataView
{
    private readonly IDataView _whole;
    private readonly IDataView[] _parts;

    internal ManyCursorView(MLContext ml, int rowsPerCursor, int cursors)
    {
        _whole = Rows.View(ml, rowsPerCursor * cursors);
        var all = Rows.Make(rowsPerCursor * cursors).ToList();
        _parts = [.. Enumerable.Range(0, cursors).Select(c => ml.Data.LoadFromEnumerable(all.GetRange(c * rowsPerCursor, rowsPerCursor)))];
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema => _whole.Schema;

    public long? GetRowCount() => _whole.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => _whole.GetRowCursor(columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var needed = columnsNeeded.Select(c => c.Index).ToHashSet();
        return [.. _parts.Select((part, i) => new Numbered(part.GetRowCursor(part.Schema.Where(c => needed.Contains(c.Index))), i))];
    }

    private sealed class Numbered(DataViewRowCursor inner, long batch) : DataViewRowCursor
    {
        public override DataViewSchema Schema => inner.Schema;

        public override long Position => inner.Position;

        public override long Batch => batch;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => inner.GetGetter<TValue>(inner.Schema[column.Index]);

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(inner.Schema[column.Index]);

        public override bool MoveNext() => inner.MoveNext();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
