using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary><see cref="IEstimator{TTransformer}"/> for the <see cref="IgnProjectionTransformer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | No |
/// | Input column data type | Known-sized vector of <xref:System.Single> in the card's value range, or the one in the options, or of <xref:System.Byte>, or
/// <xref:Microsoft.ML.Data.MLImage> | | Output column data type | Vector of <xref:System.Single> in the range of the input, of bytes and images in the card's,
/// with the dimensions of the input, or as `ApplyOnnxModel` gives it, or <xref:Microsoft.ML.Data.MLImage>; further columns of <xref:System.Single> on demand |
/// | Required NuGet in addition to Microsoft.ML | Microsoft.ML.OnnxRuntime (or Microsoft.ML.OnnxRuntime.Gpu) in the program | | Exportable to ONNX | No.
/// `ConvertToOnnx` throws nothing and writes a file that starts behind the stage and wants the projection as an input; the network itself is ONNX,
/// `transformer.Model.Bytes` |
///
/// To create this estimator use [ProjectWithIgn](xref:Microsoft.ML.IgnProjectionCatalog.ProjectWithIgn*).
/// Only apply models from trusted sources.
/// ]]></format>
/// <para>
/// Rows are projected in batches when a cursor runs over them, and one at a time by a prediction engine, with the same results. Nothing is
/// computed for a column that nobody reads. Values outside of the range are given to the network as they are; an image that holds NaN or
/// infinity is an error when its projection is read, or a projection of NaN, as <see cref="IgnProjectionOptions.NonFinite"/> says, without effect on other
/// rows.
/// </para>
/// </remarks>
public sealed class IgnProjectionEstimator : IEstimator<IgnProjectionTransformer>
{
    private readonly IgnModel _model;
    private readonly IgnProjectionOptions _options;
    private readonly ProjectionLog? _log;

    /// <summary>Creates the estimator without a context. The network is loaded by <see cref="Fit"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name or one of another created column, or one end of a range is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IgnProjectionEstimator(IgnModel model, IgnProjectionOptions options)
        : this((StageEnvironment?)null, model, options)
    {
    }

    /// <summary>Creates the estimator with a context, whose log is told how projections are computed, and warned if that is not as asked.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Columns, and how to compute.</param>
    /// <exception cref="ArgumentException">A column has no name or one of another created column, or one end of a range is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IgnProjectionEstimator(MLContext mlContext, IgnModel model, IgnProjectionOptions options)
        : this(StageEnvironment.Of(mlContext), model, options)
    {
    }

    internal IgnProjectionEstimator(StageEnvironment? environment, IgnModel model, IgnProjectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        _model = model;
        _options = environment is null ? options : (IgnProjectionOptions)options.On(environment);
        _options.CheckFor(model.Shape);
        _log = environment is null ? null : new ProjectionLog(environment.Host);
    }

    /// <summary>Checks the input column and loads the network; does not read the data.</summary>
    /// <param name="input">Data with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing, does not fit the model, or holds bytes or images although the options give a range.
    /// </exception>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing, or the GPU that was asked for cannot be used.</exception>
    /// <exception cref="NotSupportedException">The model stores 16-bit floats: the pipeline could not be saved.</exception>
    public IgnProjectionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SurrogateChain.CheckCanSave(_model);
        var (column, kind) = ProjectionSchema.FindInput(input.Schema, _options, _model);
        bool isSized = !_options.TakesAnySize(_model) && column.Type is ImageDataViewType image
            && (image.Height, image.Width) == (_model.Shape.Height, _model.Shape.Width);
        int[] dimensions = ProjectionSchema.Dimensions(_options.Output, _model.Shape, column.Type);
        var stage = new IgnProjectionTransformer(SessionPool.Open(_model, _options), _options, kind, isSized, dimensions);
        _log?.Announce(stage);
        stage.Watch.Look(column.Type);
        return stage;
    }

    /// <summary>Shape of the schema after the stage.</summary>
    /// <param name="inputSchema">Shape of the schema before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ProjectionSchema.CheckInput(inputSchema, _options, _model.Shape);
        var created = ProjectionSchema.Created(_options, _model.Shape, [_model.Shape.Size], Images(inputSchema))
            .Select(c => SchemaShapeColumn.Of(c.Name, c.Type)).ToList();
        return new SchemaShape([.. inputSchema.Where(c => created.All(made => made.Name != c.Name)), .. created]);
    }

    private DataViewType? Images(SchemaShape input) => _options.TakesAnySize(_model) ? input.Single(c => c.Name == _options.Source).ItemType : null;
}
