using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Benchmarks;

/// <summary>A look at the first row, as one takes it while building a pipeline.</summary>
internal sealed class FirstRowContender(string name, int batch, ITransformer stage, BenchData data, int looks)
    : Contender(ContenderTask.FirstRow, name, batch, looks)
{
    private readonly IDataView _view = stage.Transform(data.View);

    internal override int RowOf(int i) => 0;

    internal override void Pass(Span<float> results)
    {
        for (int i = 0; i < Rows; i++)
        {
            var preview = _view.Preview(maxRows: 1);
            var image = (VBuffer<float>)preview.RowView[0].Values.Single(v => v.Key == BenchData.Output).Value;
            if (!results.IsEmpty) image.CopyTo(results.Slice(i * data.Shape.Size, data.Shape.Size));
        }
    }
}
