using System.Numerics.Tensors;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// What a stage computes for rows and their <see cref="RowImages"/>, as getters of its active columns. Cursors and rows share it: they differ in
/// how many rows they hold and in who owns the batch.
/// </summary>
internal sealed class ProjectionResults : IDisposable
{
    private const int AllFinite = -1;

    private readonly IgnProjectionTransformer _stage;
    private readonly InputReader _reader;
    private readonly RangeMap? _toCard;
    private readonly RangeMap? _fromCard;
    private readonly ImagePixels? _pixels;
    private readonly PathReader _paths;
    private readonly (int Place, float Value)[] _nonFinite;
    private readonly (Exception? Cause, bool Empty, string Path)[] _unread;
    private readonly float[]? _displacements;
    private readonly float[]? _residuals;

    internal ProjectionResults(ProjectionBinding binding, DataViewRow source, bool[] active, int capacity)
    {
        _stage = binding.Transformer;
        _reader = InputReader.Create(binding, source);
        _paths = new PathReader(binding, source);
        _toCard = RangeMap.ToCard(_stage.Range, _stage.Model.Card);
        _fromCard = RangeMap.FromCard(_stage.Range, _stage.Model.Card);
        _nonFinite = new (int, float)[capacity];
        _unread = new (Exception?, bool, string)[capacity];
        if (_stage.Options.Output == ProjectionOutput.Image) _pixels = new ImagePixels(_stage.Model.Card);
        if (IsActive(ProjectionColumn.Displacement)) _displacements = new float[capacity];
        if (IsActive(ProjectionColumn.Residual)) _residuals = new float[capacity];

        bool IsActive(ProjectionColumn column) => binding.IndexOf(column) is { } index && active[index];
    }

    /// <summary>Takes the image of the source's current row. If there is none, that is an error of whoever reads its projection.</summary>
    internal void Read(RowImages images, int index)
    {
        TensorShape? shape = null;
        _unread[index] = default;
        try
        {
            shape = _reader.Take();
            if (shape is null) _unread[index] = (null, true, _paths.Read());
            else _ = _stage.Model.Filled(shape.Value);
        }
        catch (Exception e)
        {
            (shape, _unread[index]) = (null, (e, false, _paths.Read()));
        }
        var image = images.Add(shape ?? _stage.Model.Shape);
        try
        {
            if (shape is not null) _reader.Write(image);
        }
        catch (Exception e)
        {
            _unread[index] = (e, false, _paths.Read());
        }
        // What is in the buffer goes through the network with the other images of the batch.
        if (_unread[index] is not (null, false, _)) image.Clear();
        else if (_reader.MayBeNonFinite) _stage.Watch.Look(image);
        int place = _reader.MayBeNonFinite ? IndexOfNonFinite(image) : AllFinite;
        _nonFinite[index] = (place, place == AllFinite ? 0 : image[place]);
        _toCard?.Apply(image, image);
    }

    /// <summary>Computes the active columns for the images that were taken.</summary>
    /// <param name="images">The images.</param>
    /// <param name="session">The network.</param>
    /// <param name="besideOthers">Whether other cursors compute at the same time.</param>
    internal void Compute(RowImages images, SharedSession session, bool besideOthers = false)
    {
        images.Run(session, _stage.Applications, keepInput: _displacements is not null, onceMore: _residuals is not null, besideOthers);
        for (int i = 0; i < images.Count; i++)
        {
            if (_displacements is not null) _displacements[i] = IgnProjector.Displacement(images.Input(i), images.Result(i));
            if (_residuals is not null) _residuals[i] = IgnProjector.Displacement(images.Result(i), images.Further(i));
        }
    }

    /// <summary>A getter of an output column.</summary>
    /// <param name="column">Which one.</param>
    /// <param name="row">The row that serves it; named in exceptions.</param>
    /// <param name="batch">The batch with the row's image, computed, and the image's index in it.</param>
    internal Delegate Getter(ProjectionColumn column, DataViewRow row, Func<(RowImages Images, int Index)> batch)
    {
        return column switch
        {
            ProjectionColumn.Displacement => Number(_displacements!),
            ProjectionColumn.Residual => Number(_residuals!),
            _ => _pixels is null ? (ValueGetter<VBuffer<float>>)Vector : (ValueGetter<MLImage>)Picture,
        };

        void Vector(ref VBuffer<float> value)
        {
            var (images, index) = batch();
            var result = images.Result(index);
            var editor = VBufferEditor.Create(ref value, result.Length);
            if (!IsUsable(index, row)) editor.Values.Fill(float.NaN);
            else if (_fromCard is { } map) map.Apply(result, editor.Values);
            else result.CopyTo(editor.Values);
            value = editor.Commit();
        }

        // The caller's old value is not disposed, as ML.NET's own stages do: a caller that collects images still holds it.
        void Picture(ref MLImage value)
        {
            var (images, index) = batch();
            value = IsUsable(index, row) ? _pixels.Write(images.Result(index), images.Shape(index)) : null!;
        }

        ValueGetter<float> Number(float[] values) => (ref float value) =>
        {
            int index = batch().Index;
            value = IsUsable(index, row) ? values[index] : float.NaN;
        };
    }

    public void Dispose() => _reader.Dispose();

    private bool IsUsable(int index, DataViewRow row)
    {
        var (place, value) = _nonFinite[index];
        var (cause, empty, path) = _unread[index];
        if (cause is null && !empty && place == AllFinite) return true;
        string where = FormattableString.Invariant($"Column '{_stage.InputColumn}', row {row.Position}{path}");
        if (cause is not null) throw new InvalidOperationException($"{where}: {cause.Message}", cause);
        if (_stage.Options.NonFinite == NonFiniteInput.Missing) return false;
        if (empty)
            throw new InvalidOperationException($"{where}: there is no image. Filter such rows out before this stage, or set {nameof(IgnProjectionOptions.NonFinite)} to {nameof(NonFiniteInput.Missing)} to get a missing projection.");
        throw new InvalidOperationException(FormattableString.Invariant(
            $"{where}: value {place} of the image is {value}, expected finite values between {_stage.Range.Minimum} and {_stage.Range.Maximum}. ") +
            $"Replace it before this stage, or set {nameof(IgnProjectionOptions.NonFinite)} to {nameof(NonFiniteInput.Missing)} to get a projection of NaN.");
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // One vectorised pass for the images that are fine: the largest magnitude is NaN or infinite as soon as one value is.
        if (float.IsFinite(TensorPrimitives.MaxMagnitude(values))) return AllFinite;
        for (int i = 0; i < values.Length; i++) if (!float.IsFinite(values[i])) return i;
        return AllFinite;
    }
}
