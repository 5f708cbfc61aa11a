using Microsoft.ML;

namespace Ign.MLNet.Benchmarks;

/// <summary>A prediction engine; it cannot batch, whatever the stage.</summary>
internal sealed class EngineContender(string name, MLContext ml, ITransformer stage, BenchData data, int rows) : Contender(ContenderTask.Engine, name, 0, rows)
{
    private readonly PredictionEngine<BenchData.ImageRow, BenchData.ProjectedRow> _engine = data.Engine(ml, stage);

    internal override void Pass(Span<float> results)
    {
        int size = data.Shape.Size;
        for (int i = 0; i < Rows; i++)
        {
            var result = _engine.Predict(data.Images[i]);
            if (!results.IsEmpty) result.Image.CopyTo(results[(i * size)..]);
        }
    }

    public override void Dispose()
    {
        _engine.Dispose();
        base.Dispose();
    }
}
