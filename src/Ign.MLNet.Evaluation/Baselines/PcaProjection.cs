using System.Numerics.Tensors;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Projection onto the leading principal components of clean images: the linear counterpart of an idempotent network.</summary>
public sealed class PcaProjection : IImageFilter
{
    private readonly PcaBasis _basis;
    private readonly int _components;

    /// <summary>A projection onto the first components of a basis.</summary>
    /// <param name="basis">Fitted basis.</param>
    /// <param name="components">How many of its components, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The basis has not so many components.</exception>
    public PcaProjection(PcaBasis basis, int components)
    {
        ArgumentNullException.ThrowIfNull(basis);
        if (components < 1 || components > basis.Components.Count)
            throw new ArgumentOutOfRangeException(nameof(components), components, $"Expected 1 to {basis.Components.Count} components.");
        (_basis, _components) = (basis, components);
    }

    /// <inheritdoc/>
    public string Name => $"pca-{_components}";

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape)
    {
        Border.CheckLengths(image, result, shape);
        if (image.Length != _basis.Mean.Length)
            throw new ArgumentException($"Expected {_basis.Mean.Length} values, as the basis has, got {shape}.", nameof(shape));
        var centred = new float[image.Length];
        TensorPrimitives.Subtract(image, _basis.Mean, centred);
        _basis.Mean.CopyTo(result);
        for (int k = 0; k < _components; k++)
        {
            float[] component = _basis.Components[k];
            TensorPrimitives.MultiplyAdd(component, TensorPrimitives.Dot<float>(centred, component), result, result);
        }
    }
}
