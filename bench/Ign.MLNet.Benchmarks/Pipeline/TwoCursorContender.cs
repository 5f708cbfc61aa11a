using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Benchmarks;

/// <summary>A stage of ML.NET, read through a set of two cursors on two threads.</summary>
internal sealed class TwoCursorContender(string name, int batch, ITransformer stage, BenchData data)
    : Contender(ContenderTask.TwoCursors, name, batch, data.Images.Length)
{
    private const int Cursors = 2;

    private readonly IDataView _view = stage.Transform(data.Cached);

    internal override void Pass(Span<float> results)
    {
        // The threads write rows of their own; a span cannot be captured, so their results go through an array.
        float[]? copies = results.IsEmpty ? null : new float[results.Length];
        DataViewSchema.Column[] columns = copies is null
            ? [_view.Schema[BenchData.Output]]
            : [_view.Schema[BenchData.Output], _view.Schema[nameof(BenchData.ImageRow.Index)]];
        var set = _view.GetRowCursorSet(columns, Cursors);
        if (set.Length != Cursors) throw new InvalidOperationException($"{Label}: expected {Cursors} cursors, got {set.Length}.");
        int read = 0;
        var threads = set.Select(cursor => System.Threading.Tasks.Task.Factory.StartNew(
            () => Interlocked.Add(ref read, Read(cursor, copies)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        System.Threading.Tasks.Task.WaitAll(threads);
        if (read != Rows) throw new InvalidOperationException($"{Label}: expected {Rows} rows, got {read}.");
        copies?.CopyTo(results);
    }

    private int Read(DataViewRowCursor cursor, float[]? copies)
    {
        using (cursor)
        {
            var getter = cursor.GetGetter<VBuffer<float>>(_view.Schema[BenchData.Output]);
            var indexGetter = copies is null ? null : cursor.GetGetter<int>(_view.Schema[nameof(BenchData.ImageRow.Index)]);
            VBuffer<float> image = default;
            int rows = 0, index = 0;
            while (cursor.MoveNext())
            {
                getter(ref image);
                rows++;
                if (copies is null) continue;
                indexGetter!(ref index);
                image.CopyTo(copies.AsSpan(index * data.Shape.Size, data.Shape.Size));
            }
            return rows;
        }
    }
}
