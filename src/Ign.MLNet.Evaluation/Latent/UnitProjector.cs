using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Applies a model to images in [-1, 1], whatever value range its card names, and can be stopped between batches.</summary>
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

    /// <summary>Shape of one image.</summary>
    public TensorShape Shape => _projector.Shape;

    /// <summary>Projects images into a new array: f(y), or f(…f(y)…) for several applications.</summary>
    /// <param name="images">Images after one another, each in CHW order, where -1 is black and 1 is white; they may leave that range.</param>
    /// <param name="applications">How many times f is applied; 0 gives a copy.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>The projections in the same range and order. That of an image does not depend on the others.</returns>
    /// <exception cref="ArgumentException">The length is not that of whole images.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="applications"/> is negative.</exception>
    public float[] Project(float[] images, int applications = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(applications);
        if (images.Length % Shape.Size != 0) throw new ArgumentException($"Expected whole images of {Shape.Size} values ({Shape}), got {images.Length} values.", nameof(images));
        var result = (float[])images.Clone();
        if (!_isUnit) for (int i = 0; i < result.Length; i++) result[i] = result[i] * _scale + _offset;
        int chunk = _batch * Shape.Size;
        for (int first = 0; first < result.Length; first += chunk)
        {
            var part = result.AsSpan(first, Math.Min(chunk, result.Length - first));
            for (int k = 0; k < applications; k++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _projector.Project(part, part);
            }
        }
        if (!_isUnit) for (int i = 0; i < result.Length; i++) result[i] = (result[i] - _offset) / _scale;
        return result;
    }

    /// <summary>Releases the network.</summary>
    public void Dispose() => _projector.Dispose();
}
