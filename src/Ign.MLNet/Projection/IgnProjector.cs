using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// Applies a model to images, outside of a pipeline: f(y), or f(…f(y)…) for several applications. All members may be used by several
/// threads at once.
/// </summary>
/// <remarks>
/// The result of an image does not depend on the batch it is in. An image that holds NaN gives an image that holds NaN and leaves the others
/// of its batch untouched; values outside of the card's range are given to the network as they are.
/// </remarks>
public sealed class IgnProjector : IDisposable
{
    private readonly SessionLease _lease;
    private readonly IgnProjectorOptions _options;

    /// <summary>Loads the model into ONNX Runtime.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">How to compute; by default on all cores of the processor.</param>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing, or the GPU that was asked for cannot be used.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public IgnProjector(IgnModel model, IgnProjectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new IgnProjectorOptions();
        _options = options;
        _lease = SessionPool.Open(model, options);
    }

    /// <summary>The model.</summary>
    public IgnModel Model => _lease.Session.Model;

    /// <summary>Shape of one image; see <see cref="IgnModel.Shape"/>.</summary>
    public TensorShape Shape => Model.Shape;

    /// <summary>How projections are computed here.</summary>
    public IgnExecution Execution => _lease.Session.Execution;

    /// <summary>Projects images.</summary>
    /// <param name="input">Images after one another, each in CHW order, in the card's value range; as many as its length divided by the size of
    /// <see cref="Shape"/>.</param>
    /// <param name="output">Receives the projections in the same order; of the same length. It may be the memory of <paramref name="input"/>.</param>
    /// <param name="applications">How many times f is applied, at least 1.</param>
    /// <param name="strength">How far the result goes from the input to the projection: y + strength · (f(y) − y); 0 gives the input back.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="applications"/> is less than 1, or <paramref name="strength"/> not from 0 to 1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The projector has been disposed.</exception>
    public void Project(ReadOnlySpan<float> input, Span<float> output, int applications = 1, float strength = 1) =>
        Project(input, output, Shape, applications, strength);

    /// <summary>
    /// Projects images of one size, which need not be that of <see cref="Shape"/> where the model takes images of <see cref="IgnModel.AnySize">any size</see>.
    /// </summary>
    /// <remarks>
    /// Sides that are no multiples of <see cref="IgnModel.SideMultiple"/> are filled up on the right and at the bottom by mirroring, as often as it takes,
    /// before each application, and cut back after it.
    /// </remarks>
    /// <param name="input">Images after one another, each in CHW order, in the card's value range; as many as its length divided by the size of
    /// <paramref name="shape"/>.</param>
    /// <param name="output">Receives the projections in the same order; of the same length. It may be the memory of <paramref name="input"/>.</param>
    /// <param name="shape">Shape of each image; its channels are those of <see cref="Shape"/>.</param>
    /// <param name="applications">How many times f is applied, at least 1.</param>
    /// <param name="strength">How far the result goes from the input to the projection: y + strength · (f(y) − y); 0 gives the input back.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the model does not take images of that shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="applications"/> is less than 1, or <paramref name="strength"/> not from 0 to 1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The projector has been disposed.</exception>
    public void Project(ReadOnlySpan<float> input, Span<float> output, TensorShape shape, int applications = 1, float strength = 1)
    {
        _ = Model.Filled(shape);
        int size = shape.Size;
        if (input.Length % size != 0)
            throw new ArgumentException($"Expected whole images of {size} values ({shape}), got {input.Length} values.", nameof(input));
        if (output.Length != input.Length)
            throw new ArgumentException($"Expected room for {input.Length} values, got {output.Length}.", nameof(output));
        ArgumentOutOfRangeException.ThrowIfLessThan(applications, 1);
        if (strength is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(strength), strength, "Expected a strength from 0 to 1.");
        using var lease = _lease.Share(this);
        int images = input.Length / size;
        if (images == 0) return;
        int most = _options.BatchOf(Model, shape);
        var batch = lease.Session.Rent(shape, Math.Min(images, most));
        try
        {
            for (int first = 0; first < images; first += most)
            {
                int count = Math.Min(most, images - first);
                for (int i = 0; i < count; i++) input.Slice((first + i) * size, size).CopyTo(batch.Input(i));
                batch.Run(lease, count, applications, strength);
                for (int i = 0; i < count; i++) batch.Result(i).CopyTo(output.Slice((first + i) * size, size));
            }
        }
        finally
        {
            lease.Session.Return(batch);
        }
    }

    /// <summary>Projects images into a new array.</summary>
    /// <param name="images">Images after one another, each in CHW order, in the card's value range.</param>
    /// <param name="applications">How many times f is applied, at least 1.</param>
    /// <param name="strength">How far the result goes from the input to the projection: y + strength · (f(y) − y); 0 gives the input back.</param>
    /// <exception cref="ArgumentException">The length is not that of whole images.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="applications"/> is less than 1, or <paramref name="strength"/> not from 0 to 1.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The projector has been disposed.</exception>
    public float[] Project(float[] images, int applications = 1, float strength = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        float[] result = new float[images.Length];
        Project(images, result, applications, strength);
        return result;
    }

    /// <summary>
    /// How far f moved an image, ‖f(y) - y‖₂: near 0 for an image of the kind the model learned, larger the farther it is from it.
    /// </summary>
    /// <param name="y">One image.</param>
    /// <param name="fy">Its projection.</param>
    /// <returns>The Euclidean norm over all values, at least 0; NaN if a value is NaN.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Displacement(ReadOnlySpan<float> y, ReadOnlySpan<float> fy)
    {
        if (y.Length != fy.Length) throw new ArgumentException($"Expected {y.Length} values, got {fy.Length}.", nameof(fy));
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double difference = (double)fy[i] - y[i];
            sum += difference * difference;
        }
        return (float)Math.Sqrt(sum);
    }

    /// <summary>Releases the network. A projection that is under way on another thread is finished first; calling it again does nothing.</summary>
    public void Dispose() => _lease.Dispose();
}
