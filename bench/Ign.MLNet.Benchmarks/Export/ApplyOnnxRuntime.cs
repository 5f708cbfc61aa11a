using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet.Benchmarks;

/// <summary>ML.NET without this library: <c>ApplyOnnxModel</c>, one row a call.</summary>
internal sealed class ApplyOnnxRuntime : IExportRuntime
{
    public string Name => "ML.NET ApplyOnnxModel";

    public string Key => "apply_onnx";

    public ExportFigures? Measure(string model, string vectors)
    {
        var reference = TestVectors.Read(vectors);
        var ml = new MLContext();
        var schema = SchemaDefinition.Create(typeof(Row));
        var column = schema[nameof(Row.Image)];
        column.ColumnName = "input";
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, reference.Images[0].Length);
        IDataView Data(int rows) =>
            ml.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(i => new Row { Image = reference.Images[i % reference.Images.Count] }), schema);
        using var stage = Open(ml, model).Fit(Data(1));
        List<float[]> Read(int rows) => [.. stage.Transform(Data(rows)).GetColumn<float[]>("output")];
        double[] times = Latency.Of(() => Read(1), () => Read(16));
        return new ExportFigures(reference.Difference(Read(reference.Images.Count).SelectMany(v => v)), times[0], times[1]);
    }

    private static OnnxScoringEstimator Open(MLContext ml, string model)
    {
        try
        {
            return ml.Transforms.ApplyOnnxModel(
                new OnnxOptions { ModelFile = model, InputColumns = ["input"], OutputColumns = ["output"], IntraOpNumThreads = 1, InterOpNumThreads = 1 });
        }
        // It looks at the types of all tensors of a file, and knows neither 16-bit floats nor some integers.
        catch (InvalidOperationException refusal) when (refusal.Message.StartsWith("Unsupported ONNX scalar type", StringComparison.Ordinal))
        {
            throw new NotSupportedException(refusal.Message, refusal);
        }
    }

    private sealed class Row
    {
        public float[] Image { get; set; } = [];
    }
}
