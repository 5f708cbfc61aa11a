using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet;

/// <summary>
/// Saves a stage as a chain of ML.NET's own transformers with the same result. Writing a component of one's own needs internals of ML.NET;
/// this way the file also loads in programs that do not have this library.
/// </summary>
internal static class SurrogateChain
{
    /// <returns>Index of the ONNX transformer in the chain that was written.</returns>
    internal static int Save(IgnProjectionTransformer stage, ModelSaveContext context)
    {
        // ML.NET's ONNX transformer leaves a copy of the model in its temporary folder, so it gets one that is removed afterwards.
        using var folder = new PrivateFolder();
        using var chain = Build(new MLContext { TempFilePath = folder.Path }, stage);
        ((ICanSaveModel)chain).Save(context);
        return chain.TakeWhile(t => t is not OnnxTransformer).Count();
    }

    /// <summary>Members before the first ONNX transformer: a copy, or a conversion and a scaling.</summary>
    internal static int PreparingMembers(StageRecord record) => record.Kind == InputKind.ByteVector ? 2 : 1;

    /// <summary>All members: the network k times with a copy between, then a copy and the removal of private columns.</summary>
    internal static int Length(StageRecord record) => PreparingMembers(record) + 2 * record.Applications - 1 + 2;

    private static TransformerChain<ITransformer> Build(MLContext ml, IgnProjectionTransformer stage)
    {
        var record = StageRecord.Of(stage);
        byte[] model = SurrogateModel.Wrap(stage.Model.UnsafeBytes, record);
        var parts = new List<ITransformer>();
        var data = EmptyData(ml, stage);
        ITransformer Add(IEstimator<ITransformer> estimator) => AddFitted(estimator.Fit(data));
        ITransformer AddFitted(ITransformer fitted)
        {
            parts.Add(fitted);
            data = fitted.Transform(data);
            return fitted;
        }

        if (stage.InputKind == InputKind.ByteVector)
        {
            Add(ml.Transforms.Conversion.ConvertType(record.PrivateInput, record.Input, DataKind.Single));
            Add(ml.Transforms.Expression(record.PrivateInput, Scaling(stage.Model), record.PrivateInput));
        }
        else
        {
            Add(ml.Transforms.CopyColumns(record.PrivateInput, record.Input));
        }
        using var stream = new MemoryStream(model, 0, model.Length, writable: false, publiclyVisible: true);
        var onnx = Add(ml.Transforms.ApplyOnnxModel([record.PrivateOutput], [record.PrivateInput], stream));
        for (int i = 1; i < record.Applications; i++)
        {
            Add(ml.Transforms.CopyColumns(record.PrivateInput, record.PrivateOutput));
            AddFitted(onnx);
        }
        Add(ml.Transforms.CopyColumns(record.Output, record.PrivateOutput));
        Add(ml.Transforms.DropColumns(record.PrivateInput, record.PrivateOutput));
        Debug.Assert(parts.Count == Length(record));
        return new TransformerChain<ITransformer>(parts.ToArray());
    }

    /// <summary>What <see cref="ByteVectorReader"/> does, as an expression of ML.NET's; the same to the last bit or so.</summary>
    private static string Scaling(IgnModel model)
    {
        string step = Literal((model.Card.Maximum - model.Card.Minimum) / 255);
        string offset = Literal(Math.Abs(model.Card.Minimum));
        return $"x => x * {step} {(model.Card.Minimum < 0 ? '-' : '+')} {offset}";
    }

    private static string Literal(float value) => value.ToString("F12", CultureInfo.InvariantCulture) + "f";

    private static IDataView EmptyData(MLContext ml, IgnProjectionTransformer stage)
    {
        return stage.InputKind == InputKind.ByteVector ? Of<ByteRow>(NumberDataViewType.Byte) : Of<SingleRow>(NumberDataViewType.Single);

        IDataView Of<TRow>(PrimitiveDataViewType item) where TRow : class
        {
            var definition = SchemaDefinition.Create(typeof(TRow));
            definition[0].ColumnName = stage.InputColumn;
            definition[0].ColumnType = new VectorDataViewType(item, stage.Model.Shape.Size);
            return ml.Data.LoadFromEnumerable(Array.Empty<TRow>(), definition);
        }
    }

    private sealed class SingleRow
    {
        [VectorType]
        public float[]? Values { get; set; }
    }

    private sealed class ByteRow
    {
        [VectorType]
        public byte[]? Values { get; set; }
    }
}
