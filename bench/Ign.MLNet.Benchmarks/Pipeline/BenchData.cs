using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Benchmarks;

/// <summary>The same images as arrays and as data of ML.NET over those arrays.</summary>
internal sealed class BenchData
{
    /// <summary>Columns are named as the graph's tensors, which <c>ApplyOnnxModel</c> insists on.</summary>
    internal const string Input = OnnxModelWriter.InputName;

    internal const string Output = OnnxModelWriter.OutputName;

    private readonly SchemaDefinition _inputSchema;
    private readonly SchemaDefinition _outputSchema;

    internal BenchData(MLContext ml, TensorShape shape, int rows, int seed)
    {
        Shape = shape;
        var random = new Random(seed);
        Images = [.. Enumerable.Range(0, rows).Select(i => new ImageRow { Image = Noise(shape.Size, random), Index = i })];
        _inputSchema = SchemaDefinition.Create(typeof(ImageRow));
        var image = _inputSchema[nameof(ImageRow.Image)];
        image.ColumnName = Input;
        image.ColumnType = new VectorDataViewType(NumberDataViewType.Single, shape.Size);
        _outputSchema = SchemaDefinition.Create(typeof(ProjectedRow), SchemaDefinition.Direction.Write);
        _outputSchema[nameof(ProjectedRow.Image)].ColumnName = Output;
        View = ml.Data.LoadFromEnumerable(Images, _inputSchema);
        Cached = ml.Data.Cache(View, Input, nameof(ImageRow.Index));
    }

    internal TensorShape Shape { get; }

    internal ImageRow[] Images { get; }

    internal IDataView View { get; }

    internal IDataView Cached { get; }

    internal PredictionEngine<ImageRow, ProjectedRow> Engine(MLContext ml, ITransformer transformer) =>
        ml.Model.CreatePredictionEngine<ImageRow, ProjectedRow>(
            transformer, new PredictionEngineOptions { InputSchemaDefinition = _inputSchema, OutputSchemaDefinition = _outputSchema, OwnsTransformer = false });

    /// <summary>Uniform in [-1, 1].</summary>
    private static float[] Noise(int length, Random random)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) values[i] = 2 * random.NextSingle() - 1;
        return values;
    }

    internal sealed class ImageRow
    {
        public float[] Image { get; set; } = [];

        public int Index { get; set; }
    }

    internal sealed class ProjectedRow
    {
        public float[] Image { get; set; } = [];
    }
}
