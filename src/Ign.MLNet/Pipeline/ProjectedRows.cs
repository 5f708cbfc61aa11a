using System.Numerics.Tensors;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// Rows that are held at once: their images on the way through the network, those of one size in one batch, and what a stage makes of them. The network
/// runs when the first of these values is read, so nothing is computed for rows that nobody looks at. Not for use by two threads at once.
/// </summary>
internal sealed class ProjectedRows : IDisposable
{
    // More pixels are not read ahead: they are as much as a batch of any use has.
    private const long MostPixels = IgnProjectorOptions.BatchPixels;

    private readonly IgnProjectionTransformer _stage;
    private readonly DataViewRow _source;
    private readonly SessionLease? _lease;
    private readonly InputReader _reader;
    private readonly PathReader _paths;
    private readonly RangeMap? _toCard;
    private readonly RangeMap? _fromCard;
    private readonly ImagePixels? _pixels;
    private readonly bool _displacement;
    private readonly bool _residual;
    private readonly List<Batch> _batches = [];
    private readonly List<Row> _rows = [];
    private int _capacity;
    private long _read;

    /// <param name="binding">The stage and its columns.</param>
    /// <param name="source">Stands on the row that is read.</param>
    /// <param name="active">Which columns are asked for.</param>
    /// <param name="lease">The network; whoever gives it keeps it. Null: it is leased for each inference, and buffers are not shared.</param>
    internal ProjectedRows(ProjectionBinding binding, DataViewRow source, bool[] active, SessionLease? lease)
    {
        _stage = binding.Transformer;
        _source = source;
        _lease = lease;
        _reader = InputReader.Create(binding, source);
        _paths = new PathReader(binding, source);
        _toCard = RangeMap.ToCard(_stage.Range, _stage.Model.Card);
        _fromCard = RangeMap.FromCard(_stage.Range, _stage.Model.Card);
        if (_stage.Options.Output == ProjectionOutput.Image) _pixels = new ImagePixels(_stage.Model.Card);
        _displacement = IsActive(ProjectionColumn.Displacement);
        _residual = IsActive(ProjectionColumn.Residual);

        bool IsActive(ProjectionColumn column) => binding.IndexOf(column) is { } index && active[index];
    }

    /// <summary>Whether further images of any size had better wait for the next rows.</summary>
    internal bool IsFull => _stage.Model.AnySize && _read >= MostPixels;

    /// <summary>Whether the network has run for these rows.</summary>
    internal bool IsComputed { get; private set; }

    /// <summary>Forgets all rows.</summary>
    /// <param name="capacity">How many will come at most.</param>
    internal void Begin(int capacity)
    {
        // What fits is used again; so it always is where all images have one size.
        foreach (var batch in _batches.Where(b => b.Count == 0 || b.Images.Capacity < capacity).ToList()) Drop(batch);
        foreach (var batch in _batches) batch.Count = 0;
        _rows.Clear();
        (_capacity, _read, IsComputed) = (capacity, 0, false);
    }

    /// <summary>Takes the image of the source's current row. If there is none, that is an error of whoever reads its projection.</summary>
    internal void Read()
    {
        TensorShape? shape = null;
        Fault? fault = null;
        try
        {
            shape = _reader.Take();
            if (shape is null) fault = Empty();
            else _ = _stage.Model.Filled(shape.Value);
        }
        catch (Exception e)
        {
            (shape, fault) = (null, Unreadable(e));
        }
        var (batch, index) = Add(shape ?? _stage.Model.Shape);
        var image = batch.Images.Input(index);
        try
        {
            if (shape is not null) _reader.Write(image);
        }
        catch (Exception e)
        {
            fault = Unreadable(e);
        }
        // What is in the buffer goes through the network with the other images of the batch.
        if (fault is not null) image.Clear();
        else if (_reader.MayBeNonFinite)
        {
            _stage.Watch.Look(image);
            fault = NonFinite(image);
        }
        _toCard?.Apply(image, image);
        _rows.Add(new Row(batch.Images, index, fault));
    }

    /// <summary>A getter of a created column.</summary>
    /// <param name="column">Which one; it is active.</param>
    /// <param name="current">Names the row by its number among those that were read.</param>
    internal Delegate Getter(ProjectionColumn column, Func<int> current) => column switch
    {
        ProjectionColumn.Displacement => Number(current, static (images, i) => IgnProjector.Displacement(images.Input(i), images.Result(i))),
        ProjectionColumn.Residual => Number(current, static (images, i) => IgnProjector.Displacement(images.Result(i), images.Further(i))),
        _ => _pixels is null ? Vector(current) : Picture(current, _pixels),
    };

    public void Dispose()
    {
        _reader.Dispose();
        foreach (var batch in _batches.ToList()) Drop(batch);
        _rows.Clear();
    }

    private ValueGetter<VBuffer<float>> Vector(Func<int> current) => (ref VBuffer<float> value) =>
    {
        var row = Computed(current());
        var result = row.Images.Result(row.Index);
        var editor = VBufferEditor.Create(ref value, result.Length);
        if (!row.IsUsable()) editor.Values.Fill(float.NaN);
        else if (_fromCard is { } map) map.Apply(result, editor.Values);
        else result.CopyTo(editor.Values);
        value = editor.Commit();
    };

    // The caller's old value is not disposed, as ML.NET's own stages do: a caller that collects images still holds it.
    private ValueGetter<MLImage> Picture(Func<int> current, ImagePixels pixels) => (ref MLImage value) =>
    {
        var row = Computed(current());
        value = row.IsUsable() ? pixels.Write(row.Images.Result(row.Index), row.Images.Image) : null!;
    };

    private ValueGetter<float> Number(Func<int> current, Func<ImageBatch, int, float> of) => (ref float value) =>
    {
        var row = Computed(current());
        value = row.IsUsable() ? of(row.Images, row.Index) : float.NaN;
    };

    private Row Computed(int row)
    {
        if (IsComputed) return _rows[row];
        using var brief = _lease is null ? _stage.Lease() : null;
        foreach (var batch in _batches.Where(b => b.Count > 0))
            batch.Images.Run(_lease ?? brief!, batch.Count, _stage.Applications, _stage.Options.Strength, keepInput: _displacement, onceMore: _residual);
        IsComputed = true;
        return _rows[row];
    }

    private (Batch Batch, int Index) Add(TensorShape shape)
    {
        var batch = _batches.Find(b => b.Images.Image == shape && b.Count < b.Images.Capacity);
        if (batch is null) _batches.Add(batch = new Batch(Rent(shape)));
        _read += (long)shape.Height * shape.Width;
        return (batch, batch.Count++);
    }

    private ImageBatch Rent(TensorShape shape) => _lease is null
        ? new ImageBatch(_stage.Model, shape, _capacity)
        : _lease.Session.Rent(shape, Math.Min(_capacity, _stage.Options.BatchOf(_stage.Model, shape)));

    private void Drop(Batch batch)
    {
        _batches.Remove(batch);
        if (_lease is null) batch.Images.Dispose();
        else _lease.Session.Return(batch.Images);
    }

    private Fault Unreadable(Exception cause) => new(IsMissing: false, $"{Place()}: {cause.Message}", cause);

    private Fault Empty() =>
        new(IsMissing, $"{Place()}: there is no image. Filter such rows out before this stage, or {Alternative} to get a missing projection.");

    private Fault? NonFinite(ReadOnlySpan<float> image)
    {
        // One vectorised pass for the images that are fine: the largest magnitude is NaN or infinite as soon as one value is.
        if (float.IsFinite(TensorPrimitives.MaxMagnitude(image))) return null;
        int place = 0;
        while (float.IsFinite(image[place])) place++;
        string expected = FormattableString.Invariant($"finite values between {_stage.Range.Minimum} and {_stage.Range.Maximum}");
        string found = FormattableString.Invariant($"value {place} of the image is {image[place]}");
        return new(IsMissing, $"{Place()}: {found}, expected {expected}. Replace it before this stage, or {Alternative} to get a projection of NaN.");
    }

    private bool IsMissing => _stage.Options.NonFinite == NonFiniteInput.Missing;

    private const string Alternative = $"set {nameof(IgnProjectionOptions.NonFinite)} to {nameof(NonFiniteInput.Missing)}";

    private string Place() => FormattableString.Invariant($"Column '{_stage.InputColumn}', row {_source.Position}{_paths.Read()}");

    private sealed class Batch(ImageBatch images)
    {
        internal ImageBatch Images { get; } = images;

        internal int Count { get; set; }
    }

    /// <summary>Why a row has no projection.</summary>
    /// <param name="IsMissing">Whether that is a missing value and no error.</param>
    /// <param name="Message">The error's.</param>
    /// <param name="Cause">What was thrown while the image was read.</param>
    private sealed record Fault(bool IsMissing, string Message, Exception? Cause = null);

    private readonly record struct Row(ImageBatch Images, int Index, Fault? Fault)
    {
        /// <exception cref="InvalidOperationException">The row has an error.</exception>
        internal bool IsUsable() => Fault switch
        {
            null => true,
            { IsMissing: true } => false,
            var (_, message, cause) => throw new InvalidOperationException(message, cause),
        };
    }
}
