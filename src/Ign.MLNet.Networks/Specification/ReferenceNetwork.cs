namespace Ign.MLNet.Networks;

/// <summary>
/// f in plain loops and double precision: slow, without any library, and the truth that every export is measured against.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly WeightSet _weights;
    private readonly Action<string, double[]>? _seen;

    /// <param name="weights">The network and its parameters.</param>
    public ReferenceNetwork(WeightSet weights)
        : this(weights, null)
    {
    }

    /// <param name="weights">The network and its parameters.</param>
    /// <param name="seen">Is told every value and its name.</param>
    internal ReferenceNetwork(WeightSet weights, Action<string, double[]>? seen)
    {
        ArgumentNullException.ThrowIfNull(weights);
        (_weights, _seen) = (weights, seen);
    }

    /// <summary>f(y).</summary>
    /// <param name="image">y, one image <c>[C, H, W]</c>.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public double[] Apply(IReadOnlyList<double> image) => new ReferencePass<double>(_weights, seen: _seen).Apply([.. Checked(image)]);

    /// <summary>
    /// f(y) with every operation rounded to 32 bits: how far it is from <see cref="Apply"/> is the rounding that this network has in any runtime.
    /// </summary>
    /// <param name="image">y, one image <c>[C, H, W]</c>.</param>
    /// <param name="backwards">Whether sums over channels run from the last to the first: another rounding of the same values.</param>
    /// <exception cref="ArgumentException">The image has another size.</exception>
    public float[] ApplyInSinglePrecision(IReadOnlyList<float> image, bool backwards = false) =>
        new ReferencePass<float>(_weights, backwards).Apply([.. Checked(image)]);

    private IReadOnlyList<T> Checked<T>(IReadOnlyList<T> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shape = _weights.Spec.Input;
        return image.Count == shape.Size
            ? image
            : throw new ArgumentException($"Expected an image of {shape.Size} values ({shape}), got {image.Count}.", nameof(image));
    }
}
