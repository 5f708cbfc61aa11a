using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Applies a model to images in [-1, 1], whatever value range its card names, and can be stopped between batches. A model that knows labels is
/// here a function of the image alone, for a label or none: its label channels are neither taken nor given.
/// </summary>
public sealed class UnitProjector : IDisposable
{
    private readonly IgnProjector _projector;
    private readonly int _batch;
    private readonly float _scale;
    private readonly float _offset;
    private readonly bool _isUnit;

    /// <summary>Loads the model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to compute; by default on all cores of the processor.</param>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing, or the GPU that was asked for cannot be used.</exception>
    public UnitProjector(IgnModel model, IgnProjectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new IgnProjectorOptions();
        (_projector, _batch) = (new IgnProjector(model, options), options.BatchSize);
        var card = model.Card;
        (_scale, _offset, _isUnit) = ((card.Maximum - card.Minimum) / 2, (card.Maximum + card.Minimum) / 2, card is { Minimum: -1, Maximum: 1 });
    }

    /// <summary>The model.</summary>
    public IgnModel Model => _projector.Model;

    /// <summary>Shape of one image, without label channels.</summary>
    public TensorShape Shape => Model.Card.ImageShape;

    /// <summary>Projects images into a new array: f(y), or f(…f(y)…) for several applications.</summary>
    /// <param name="images">Images after one another, each in CHW order, where -1 is black and 1 is white; they may leave that range.</param>
    /// <param name="applications">How many times f is applied; 0 gives a copy.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The projections in the same range and order. That of an image does not depend on the others.</returns>
    /// <exception cref="ArgumentException">The length is not that of whole images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="applications"/> is negative.</exception>
    public float[] Project(float[] images, int applications = 1, CancellationToken cancellationToken = default) =>
        ProjectAs(images, null, applications, cancellationToken);

    /// <summary>Projects one image of any size, by a model that takes such.</summary>
    /// <param name="image">The image in CHW order, where -1 is black and 1 is white; it may leave that range.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="applications">How many times f is applied, at least 1.</param>
    /// <returns>The projection in the same range and order.</returns>
    /// <exception cref="ArgumentException">The length is not that of the shape, or the model does not take images of it.</exception>
    public float[] Project(float[] image, TensorShape shape, int applications)
    {
        ArgumentNullException.ThrowIfNull(image);
        float[] result = Array.ConvertAll(image, v => (v * _scale) + _offset);
        _projector.Project(result, result, shape, applications);
        return Array.ConvertAll(result, v => (v - _offset) / _scale);
    }

    /// <summary>Projects images as ones of a class.</summary>
    /// <param name="images">Images after one another, each in CHW order, where -1 is black and 1 is white; they may leave that range.</param>
    /// <param name="label">The class, from 0; null for none.</param>
    /// <param name="applications">How many times f is applied; 0 gives a copy.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The projections in the same range and order. That of an image does not depend on the others.</returns>
    /// <exception cref="ArgumentException">The length is not that of whole images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="applications"/> is negative, or the model knows no such class.</exception>
    public float[] ProjectAs(float[] images, int? label, int applications = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(applications);
        int classes = Model.Card.Classes;
        if (label is < 0 || label >= classes)
            throw new ArgumentOutOfRangeException(nameof(label), label,
                classes == 0 ? "The model knows no labels." : $"Expected a class from 0 to {classes - 1}.");
        if (images.Length % Shape.Size != 0)
            throw new ArgumentException($"Expected whole images of {Shape.Size} values ({Shape}), got {images.Length} values.", nameof(images));
        var result = (float[])images.Clone();
        if (!_isUnit) for (int i = 0; i < result.Length; i++) result[i] = result[i] * _scale + _offset;
        int chunk = _batch * Shape.Size;
        for (int first = 0; first < result.Length; first += chunk)
        {
            var part = result.AsSpan(first, Math.Min(chunk, result.Length - first));
            var batch = classes == 0 ? part : Labelled(part, label);
            for (int k = 0; k < applications; k++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _projector.Project(batch, batch);
            }
            if (classes == 0) continue;
            int size = Shape.Size, full = _projector.Shape.Size;
            for (int i = 0; i * size < part.Length; i++) batch.Slice(i * full, size).CopyTo(part[(i * size)..]);
        }
        if (!_isUnit) for (int i = 0; i < result.Length; i++) result[i] = (result[i] - _offset) / _scale;
        return result;
    }

    /// <summary>The images with their label channels.</summary>
    private float[] Labelled(ReadOnlySpan<float> images, int? label)
    {
        int size = Shape.Size, full = _projector.Shape.Size;
        var batch = new float[images.Length / size * full];
        for (int i = 0; i * size < images.Length; i++)
        {
            images.Slice(i * size, size).CopyTo(batch.AsSpan(i * full));
            LabelChannels.Write(label, batch.AsSpan(i * full + size, full - size), Model.Card.Classes);
        }
        return batch;
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _projector.Dispose();
}
