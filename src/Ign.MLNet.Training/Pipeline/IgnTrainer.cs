using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary><see cref="IEstimator{TTransformer}"/> that trains the network of an <see cref="IgnProjectionTransformer"/>.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ### Estimator Characteristics
/// |  |  |
/// | -- | -- |
/// | Does this estimator need to look at the data to train its parameters? | Yes |
/// | Input column data type | Known-sized vector of <xref:System.Single> in the stated value range, or of <xref:System.Byte>, or
/// <xref:Microsoft.ML.Data.MLImage> | | Output column data type | Vector of <xref:System.Single> in the stated value range, with the dimensions of the input,
/// or <xref:Microsoft.ML.Data.MLImage> | | Is normalization required? | No; state the range of values in the options |
/// | Is caching required? | No: the column is read once |
/// | Required NuGet in addition to Microsoft.ML | libtorch-cpu-linux-x64, libtorch-cpu-win-x64 or libtorch-cpu-osx-arm64 (or TorchSharp-cuda-linux,
/// TorchSharp-cuda-windows) and Microsoft.ML.OnnxRuntime in the program that trains; only the latter in one that scores | | Exportable to ONNX | No, but the
/// stage holds its network as ONNX: `transformer.Model.Bytes` |
///
/// To create this estimator use [TrainIgnProjection](xref:Microsoft.ML.IgnTrainerCatalog.TrainIgnProjection*).
/// ]]></format>
/// <para>
/// The images are read into memory, or into a file where <see cref="TrainingOptions.Crops"/> are drawn from them, and trained on without labels, in an order
/// that depends on the seed alone. The result is the transformer that [ProjectWithIgn](xref:Microsoft.ML.IgnProjectionCatalog.ProjectWithIgn*) gives for a
/// model file, and is saved, loaded and rehydrated like it. The card inside the model tells shape, range, data, options, seed, and the figures that were
/// measured on held-out rows: <c>held_out.psnr</c> (restored images, dB, mean over six kinds of damage) and <c>held_out.residual</c> (mean |f(f(y)) − f(y)|).
/// </para>
/// <para>
/// The same data, options and number of threads give the same model, byte for byte, on one kind of processor. A pipeline that is
/// cross-validated trains one network a fold.
/// </para>
/// </remarks>
public sealed class IgnTrainer : IEstimator<IgnProjectionTransformer>
{
    private readonly IgnProjectionOptions _projection;
    private readonly IgnTrainerOptions _options;
    private readonly TrainerLog _log;
    private readonly string? _temporary;

    /// <summary>Creates the estimator.</summary>
    /// <param name="projection">Columns of the stage, and how it computes once it is trained.</param>
    /// <param name="options">What to train and how.</param>
    /// <exception cref="ArgumentException">A column has no name, an option is out of its range, or two contradict each other.</exception>
    public IgnTrainer(IgnProjectionOptions projection, IgnTrainerOptions options) : this(null, projection, options)
    {
    }

    /// <param name="environment">That of the context, whose log receives progress and warnings; null without one.</param>
    /// <param name="projection">Columns of the stage, and how it computes once it is trained.</param>
    /// <param name="options">What to train and how.</param>
    internal IgnTrainer(StageEnvironment? environment, IgnProjectionOptions projection, IgnTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _log = new TrainerLog(environment?.Host, options);
        _temporary = environment?.TempFilePath;
        // What the stage has to say goes where the trainer's words go, unless the user listens.
        _projection = environment is not null && projection.Warn is null ? projection with { Warn = _log.Warn } : projection;
        _ = new IgnProjectionEstimator(Untrained.Of(options.KnownShape, options.AreCropped), projection); // checks the options of the stage
    }

    private string Source => _options.TrainingColumn ?? _projection.InputColumn ?? _projection.OutputColumn;

    /// <summary>Trains on the data and loads the result.</summary>
    /// <param name="input">Data with the column to learn from and the one that the stage reads.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, has the wrong type or size, or holds values far outside of the stated
    /// range.</exception>
    /// <exception cref="InvalidOperationException">There are too few or too many images, one is smaller than a crop or not of its damaged version's size, or
    /// libtorch or the GPU that was asked for cannot be used.</exception>
    /// <exception cref="IOException">Folder or pixels of the training cannot be written.</exception>
    /// <exception cref="IgnRuntimeException">ONNX Runtime cannot run as asked.</exception>
    /// <exception cref="InvalidDataException">The run folder belongs to a training with other options or other data.</exception>
    /// <exception cref="ArithmeticException">The training diverged or collapsed.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    public IgnProjectionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.CancellationToken.ThrowIfCancellationRequested();
        var column = TrainingColumn.Find(input.Schema, Source, _options.KnownShape, _options.AreCropped);
        CheckShape(column);
        if (InputWatch.Interleaved(Source, column.Shape, column.Column.Type) is { } warning) _log.Warn(warning);

        // What would fail at the end of the training, fails here: natives, GPU, the column that the stage reads.
        TorchRuntime.Initialize();
        TorchRuntime.DeviceFor(_options.Provider);
        new IgnProjectionEstimator(Untrained.Of(column.Shape, _options.AreCropped), _projection with { Warn = static _ => { } }).Fit(input).Dispose();

        var damaged = _options.DamagedColumn is { } name ? DamagedColumn(input.Schema, name, column) : null;
        using var folder = new WorkFolder(_options.RunFolder, _temporary);
        using var data = _options.AreCropped ? new ImageColumns(column, damaged, _options, _log.Warn).Read(input, folder.Path)
            : TrainingData.Of(damaged is null ? Read(input, column, out _) : Pairs(input, column, damaged));
        var training = _options.TrainingFor(column.Shape);
        CheckRows(data.Count, training);
        return new IgnProjectionEstimator(Train(data.Images(training), training, folder.Path), _projection).Fit(input);
    }

    /// <summary>Shape of the schema after the stage.</summary>
    /// <param name="inputSchema">Shape of the schema before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        TrainingColumn.Check(inputSchema, Source, _options.KnownShape, _options.AreCropped);
        if (_options.DamagedColumn is { } damaged) TrainingColumn.Check(inputSchema, damaged, _options.KnownShape, _options.AreCropped);
        return new IgnProjectionEstimator(Untrained.Of(_options.KnownShape, _options.AreCropped), _projection).GetOutputSchema(inputSchema);
    }

    /// <summary>Reads what is learned from. Pictures are read as the trained stage will read them: by a stage that changes nothing.</summary>
    private ITrainingImages Read(IDataView input, TrainingColumn column, out List<long> rows)
    {
        if (!column.IsImage) return Read(input, column, _options, out rows);
        var reading = _projection with
        {
            OutputColumn = column.Name,
            InputColumn = column.Name,
            Output = ProjectionOutput.Vector,
            Applications = 1,
            DisplacementColumn = null,
            ResidualColumn = null,
            Minimum = null,
            Maximum = null,
            Warn = static _ => { },
        };
        using var stage = new IgnProjectionEstimator(Untrained.Of(column.Shape), reading).Fit(input);
        var pixels = stage.Transform(input);
        var unit = _options with { Minimum = -1, Maximum = 1 };
        return Read(pixels, column with { Column = pixels.Schema[column.Name] }, unit, out rows);
    }

    private ITrainingImages Read(IDataView input, TrainingColumn column, IgnTrainerOptions options, out List<long> rows)
    {
        var reader = new ColumnReader(column, options, _log.Warn);
        var images = reader.Read(input);
        rows = reader.Rows;
        return images;
    }

    /// <summary>The images of rows that have both.</summary>
    private PairedImages Pairs(IDataView input, TrainingColumn clean, TrainingColumn damaged)
    {
        ITrainingImages good = Read(input, clean, out var goodRows), bad = Read(input, damaged, out var badRows);
        var places = badRows.Select((row, i) => (row, i)).ToDictionary(p => p.row, p => p.i);
        return new PairedImages(good, bad,
            [.. goodRows.Select((row, i) => (Row: row, Image: i)).Where(p => places.ContainsKey(p.Row)).Select(p => (p.Image, places[p.Row]))]);
    }

    private TrainingColumn DamagedColumn(DataViewSchema schema, string name, TrainingColumn clean)
    {
        var damaged = TrainingColumn.Find(schema, name, clean.Shape, _options.AreCropped);
        return (damaged.IsImage, damaged.IsByte) == (clean.IsImage, clean.IsByte) ? damaged
            : throw ProjectionSchema.Mismatch(nameof(schema), name, $"{clean.Column.Type}, as column '{clean.Name}' has", damaged.Column.Type.ToString()!);
    }

    private IgnModel Train(ITrainingImages images, TrainingOptions training, string folder)
    {
        // Rows often come in an order, by class or by day; those held out are the last ones.
        int[] order = SeededPermutation.Of(images.Count, SeededRandom.Mix((ulong)training.Seed, 0, 4));
        var run = new RunFolder(folder);
        using var reports = _log.Reports();
        new IgnTraining(training, new ImageSelection(images, order), folder)
        {
            Card = Card(images, training),
            Provider = _options.Provider,
            Warn = _log.Warn,
            SaveSamples = _options.RunFolder is not null && images.Shape.Channels is 1 or 3,
        }.Run(reports, _options.CancellationToken);
        return IgnModel.FromBytes(ModelExport.Write(ModelSource.Load(run.WeightsFile)));
    }

    private IgnModelCard Card(ITrainingImages images, TrainingOptions training)
    {
        var card = new IgnModelCard
        {
            Name = training.Network.Name,
            Shape = images.Shape,
            TrainingData = Invariant($"{images.Count:N0} rows of column '{Source}'"),
        };
        return (_options.CompleteCard?.Invoke(card) ?? card) with { Shape = images.Shape, Minimum = _options.Minimum, Maximum = _options.Maximum };
    }

    /// <summary>The standard network wants certain sides.</summary>
    private void CheckShape(TrainingColumn column)
    {
        if (_options.Training is null && !StandardNetworks.CanRestore(column.Shape))
            throw ProjectionSchema.Mismatch("input", Source, "images with sides that are multiples of 4", $"{column.Column.Type} ({column.Shape})");
    }

    private void CheckRows(int rows, TrainingOptions training)
    {
        if (rows == 0) throw new InvalidOperationException($"Training set has 0 instances, aborting training: column '{Source}' holds no image to learn from.");
        int heldOut = training.HeldOutOf(rows), least = training.Objective is UnpairedOptions ? 2 : 1; // noise has a variance
        if (rows < heldOut + least)
            throw new InvalidOperationException(
                Invariant($"Column '{Source}' holds {rows:N0} images, too few: {heldOut:N0} are held out and at least {least} must be left to learn from."));
        if (!_options.AreCropped && rows - heldOut < training.BatchSize)
            _log.Warn(Invariant($"Column '{Source}' holds {rows - heldOut:N0} images to learn from, fewer than the {training.BatchSize:N0} of one step: each is repeated within it."));
    }
}
