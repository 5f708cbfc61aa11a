using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

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
        // ML.NET's ONNX transformer leaves a copy of the model in its temporary folder, so it gets one that is removed afterwards. It lies in the folder of
        // this very save, which ML.NET makes below MLContext.TempFilePath.
        using var folder = new PrivateFolder(ModelFormatInternals.Current?.TemporaryFolder(context));
        using var chain = Build(new MLContext { TempFilePath = folder.Path }, stage);
        ((ICanSaveModel)chain).Save(context);
        return chain.TakeWhile(t => t is not OnnxTransformer).Count();
    }

    /// <summary>A stage that cannot be saved is refused when it is made, not when the work of a training is to be kept.</summary>
    /// <exception cref="NotSupportedException">ML.NET's ONNX transformer does not read this form of the model.</exception>
    internal static void CheckCanSave(IgnModel model)
    {
        if (model.Card.Precision == WeightPrecision.Float16)
            throw new NotSupportedException($"The model '{model.Card.Name}' stores its kernels as 16-bit floats. " +
                "A pipeline with it could not be saved: ML.NET's ONNX transformer, the form of a saved stage, cannot read them. " +
                $"Export the model with 32-bit floats or int8 kernels (ign export --precision fp32 or int8). Outside of a pipeline, {nameof(IgnProjector)} applies it as it is.");
    }

    /// <summary>Members before the ONNX transformer: they make a vector of the input column.</summary>
    internal static int MembersBefore(StageRecord record) => record.Kind == InputKind.Image ? 2 : 1;

    /// <summary>Members behind the ONNX transformer: they give its results their names and types, and remove private columns.</summary>
    internal static int MembersAfter(StageRecord record) => 2 + Quality(record).Count();

    private static IEnumerable<(string Column, string Tensor)> Quality(StageRecord record)
    {
        if (record.Displacement is not null) yield return (record.Displacement, record.PrivateDisplacement);
        if (record.Residual is not null) yield return (record.Residual, record.PrivateResidual);
    }

    private static TransformerChain<ITransformer> Build(MLContext ml, IgnProjectionTransformer stage)
    {
        var record = StageRecord.Of(stage);
        var shape = stage.Model.Shape;
        var parts = new List<ITransformer>();
        var data = EmptyData(ml, stage);
        void Add(IEstimator<ITransformer> estimator)
        {
            parts.Add(estimator.Fit(data));
            data = parts[^1].Transform(data);
        }

        switch (record.Kind)
        {
            case InputKind.SingleVector:
                Add(ml.Transforms.CopyColumns(record.PrivateInput, record.Input));
                break;
            case InputKind.ByteVector:
                Add(ml.Transforms.Conversion.ConvertType(record.PrivateInput, record.Input, DataKind.Single));
                break;
            case InputKind.Image:
                // ML.NET disposes what it resizes, so this is left out where nothing is resized; but the pixels of images whose column does not say their size
                // cannot be extracted.
                if (record.Sized) Add(ml.Transforms.CopyColumns(record.PrivateInput, record.Input));
                else
                    Add(ml.Transforms.ResizeImages(record.PrivateInput, shape.Width, shape.Height, record.Input,
                        record.Resizing ?? ImageResizingEstimator.ResizingKind.Fill));
                Add(ml.Transforms.ExtractPixels(record.PrivateInput, record.PrivateInput, ColorBits.Rgb, ColorsOrder.ARGB, interleavePixelColors: false));
                break;
        }

        string[] tensors = [record.PrivateOutput, .. Quality(record).Select(q => q.Tensor)];
        byte[] model = SurrogateModel.Wrap(stage.Model, record);
        using var stream = new MemoryStream(model, 0, model.Length, writable: false, publiclyVisible: true);
        Add(ml.Transforms.ApplyOnnxModel(tensors, [record.PrivateInput], stream));

        if (record.OutputKind == ProjectionOutput.Image)
            Add(ml.Transforms.ConvertToImage(shape.Height, shape.Width, record.Output, record.PrivateOutput, ColorBits.Rgb, ColorsOrder.ARGB,
                interleavedColors: false));
        else
            Add(ml.Transforms.CopyColumns(record.Output, record.PrivateOutput));
        foreach (var (column, tensor) in Quality(record)) Add(ml.Transforms.CopyColumns(column, tensor));
        Add(ml.Transforms.DropColumns([record.PrivateInput, .. tensors]));
        System.Diagnostics.Debug.Assert(parts.Count == MembersBefore(record) + 1 + MembersAfter(record));
        return new TransformerChain<ITransformer>(parts.ToArray());
    }

    private static IDataView EmptyData(MLContext ml, IgnProjectionTransformer stage)
    {
        var shape = stage.Model.Shape;
        return stage.InputKind switch
        {
            InputKind.Image => Of<SchemaShapeColumn.ImageRow>(new ImageDataViewType(shape.Height, shape.Width)),
            InputKind.ByteVector => Of<ByteRow>(new VectorDataViewType(NumberDataViewType.Byte, shape.Size)),
            _ => Of<SchemaShapeColumn.VectorRow>(new VectorDataViewType(NumberDataViewType.Single, shape.Size)),
        };

        IDataView Of<TRow>(DataViewType type) where TRow : class
        {
            var definition = SchemaDefinition.Create(typeof(TRow));
            definition[0].ColumnName = stage.InputColumn;
            definition[0].ColumnType = type;
            return ml.Data.LoadFromEnumerable(Array.Empty<TRow>(), definition);
        }
    }

    private sealed class ByteRow
    {
        [VectorType]
        public byte[]? Values { get; set; }
    }
}
