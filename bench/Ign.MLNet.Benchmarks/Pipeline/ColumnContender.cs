using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Benchmarks;

/// <summary>A stage of ML.NET, read through one cursor.</summary>
internal sealed class ColumnContender(string name, int batch, ITransformer stage, BenchData data)
    : Contender(ContenderTask.Column, name, batch, data.Images.Length)
{
    private readonly IDataView _view = stage.Transform(data.View);

    internal override void Pass(Span<float> results)
    {
        var column = _view.Schema[BenchData.Output];
        using var cursor = _view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> image = default;
        int row = 0;
        while (cursor.MoveNext())
        {
            getter(ref image);
            if (!results.IsEmpty) image.CopyTo(results.Slice(row * data.Shape.Size, data.Shape.Size));
            row++;
        }
        if (row != Rows) throw new InvalidOperationException($"{Label}: expected {Rows} rows, got {row}.");
    }
}
