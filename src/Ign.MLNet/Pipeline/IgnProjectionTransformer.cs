using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// <see cref="ITransformer"/> that adds the projection of an image column. Made by <see cref="IgnProjectionEstimator"/>; may be used by
/// several threads at once, with one prediction engine for each.
/// </summary>
/// <remarks>
/// Saved with <c>mlContext.Model.Save</c> it becomes a chain of ML.NET's own transformers, which loads wherever the package
/// Microsoft.ML.OnnxTransformer is present and gives the same images, one inference per row. Where
/// <see cref="IgnRegistration.RegisterIgn">mlContext.RegisterIgn()</see> was called before, <c>mlContext.Model.Load</c> gives this type, which works in
/// batches; <see cref="Rehydrate"/> makes it of a model that was loaded without. <c>ConvertToOnnx</c> cannot export this transformer: ML.NET takes what it
/// gives for the source of the data, and writes without an exception a file that starts behind it.
/// </remarks>
public sealed class IgnProjectionTransformer : ITransformer, IDisposable
{
    private readonly SessionLease _lease;

    /// <param name="lease">The network; the transformer owns the lease.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="inputKind">Type of input column that the stage was fitted on.</param>
    /// <param name="isSized">Whether that column's type says that its images have the model's size.</param>
    /// <param name="dimensions">Dimensions of the projection, if it is a vector.</param>
    internal IgnProjectionTransformer(SessionLease lease, IgnProjectionOptions options, InputKind inputKind, bool isSized, int[] dimensions)
    {
        IsSized = isSized;
        _lease = lease;
        Options = options;
        InputKind = inputKind;
        Dimensions = dimensions;
        var card = lease.Session.Model.Card;
        Range = options.RangeFor(card);
        Watch = new InputWatch(options.Source, card.Shape, Range, Warn);
    }

    /// <summary>The model.</summary>
    public IgnModel Model => Session.Model;

    /// <summary>How projections are computed here.</summary>
    public IgnExecution Execution => Session.Execution;

    /// <summary>Column that the stage creates.</summary>
    public string OutputColumn => Options.OutputColumn;

    /// <summary>Column that the stage reads.</summary>
    public string InputColumn => Options.Source;

    /// <summary>How many times the network is applied.</summary>
    public int Applications => Options.Applications;

    /// <summary>Most images per inference.</summary>
    public int BatchSize => Options.BatchSize;

    /// <summary>Always true: each row is projected on its own.</summary>
    bool ITransformer.IsRowToRowMapper => true;

    internal IgnProjectionOptions Options { get; }

    internal InputKind InputKind { get; }

    internal bool IsSized { get; }

    /// <summary>Of the projection as a vector. They stay as fitted, for what was trained behind the stage compares them.</summary>
    internal int[] Dimensions { get; }

    /// <summary>Values of black and white in a column of floats.</summary>
    internal (float Minimum, float Maximum) Range { get; }

    /// <summary>Looks for input that makes garbage.</summary>
    internal InputWatch Watch { get; }

    /// <summary>Where warnings go beside <see cref="IgnProjectorOptions.Warn"/>; null without a context.</summary>
    internal ProjectionLog? Log { get; set; }

    internal SharedSession Session => _lease.Session;

    /// <summary>
    /// Replaces every projection stage that <c>mlContext.Model.Load</c> gave back as a chain of ML.NET's transformers by this type.
    /// </summary>
    /// <param name="mlContext">Any context.</param>
    /// <param name="loadedModel">
    /// A loaded model. It is taken over: use only the result from here on, and dispose only that. Where it has no such chain, it is left as it is, with the
    /// stages that are of this type already.
    /// </param>
    /// <param name="execution">How to compute; by default on the processor, with the batch size that was saved.</param>
    /// <exception cref="Networks.IgnFormatException">A stage is damaged, or was written by a newer version of this library.</exception>
    /// <exception cref="IgnRuntimeException">ONNX Runtime cannot run as asked.</exception>
    public static ITransformer Rehydrate(MLContext mlContext, ITransformer loadedModel, IgnProjectorOptions? execution = null)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(loadedModel);
        return new Rehydration(mlContext, execution).Apply(loadedModel);
    }

    /// <summary>The schema of <see cref="Transform"/>'s result.</summary>
    /// <param name="inputSchema">Schema with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or does not fit the model.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new ProjectionBinding(this, inputSchema).OutputSchema;

    /// <summary>Adds the projection to the data. Nothing is computed until the column is read.</summary>
    /// <param name="input">Data with the input column.</param>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing or does not fit the model.</exception>
    /// <exception cref="ObjectDisposedException">The transformer has been disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckAlive();
        return new ProjectionDataView(new ProjectionBinding(this, input.Schema), input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        CheckAlive();
        return new ProjectionMapper(new ProjectionBinding(this, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        CheckAlive();
        DualFormat.Save(this, ctx);
    }

    /// <summary>Releases the network as soon as no open cursor needs it any more; calling it again does nothing.</summary>
    public void Dispose() => _lease.Dispose();

    /// <summary>A lease for a cursor or a row, which may outlive the transformer.</summary>
    internal SessionLease Lease() => _lease.Share(this);

    private void Warn(string message)
    {
        Options.Say(message);
        Log?.Warn(message);
    }

    private void CheckAlive() => ObjectDisposedException.ThrowIf(_lease.IsDisposed, this);
}
