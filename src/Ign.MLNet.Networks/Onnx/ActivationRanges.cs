namespace Ign.MLNet.Networks;

/// <summary>The values between the layers of a network, as they were measured on images.</summary>
/// <remarks>
/// One value of 25,000 on each side may lie outside of a range, and is cut off there: a few bright pixels would otherwise make the steps of all others coarse.
/// Where fewer values than that were seen, a range goes from the least to the most.
/// </remarks>
public sealed class ActivationRanges
{
    /// <summary>
    /// Ends the name of what goes into a list of layers, behind the path of the list. Every other value has the path of the layer that makes it as its name.
    /// </summary>
    internal const string Input = "input";

    // Measured on a denoiser: with one of 10,000, strong noise is cut off and loses 0.34 dB instead of 0.12; the fewer, the coarser the steps for weak noise.
    private const double Outside = 4e-5;

    private const int Applications = 2;

    private readonly Dictionary<string, (Tail Least, Tail Most)> _ranges = new(StringComparer.Ordinal);

    private ActivationRanges()
    {
    }

    /// <summary>Measures f and f∘f on images.</summary>
    /// <param name="weights">The network; it must be the one that is written, so normalisations must be folded before.</param>
    /// <param name="images">
    /// Images in the network's value range, as many and as varied as can be waited for: what the network is for, and nothing else. The ranges of noise alone
    /// are several times those of photographs, and leave these a part of the levels.
    /// </param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ActivationRanges Measure(WeightSet weights, IEnumerable<float[]> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var ranges = new ActivationRanges();
        List<double[]> inputs = [.. images.Select(image => Array.ConvertAll(image, v => (double)v))];
        var reference = new ReferenceNetwork(weights, (name, values) => ranges.Widen(name, values, inputs.Count));
        foreach (double[] image in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] v = image;
            for (int k = 0; k < Applications; k++) v = reference.Apply(v);
        }
        return ranges;
    }

    /// <summary>How a value becomes levels 0 to 255. Zero is a level: it is what convolutions pad with.</summary>
    /// <exception cref="ArgumentException">That value was not measured.</exception>
    internal (float Scale, byte Zero) Levels(string name)
    {
        if (!_ranges.TryGetValue(name, out var range))
            throw new ArgumentException($"The ranges were measured on another network: they lack the value '{name}'.", nameof(name));
        double least = Math.Min(-range.Least.Value, 0), most = Math.Max(range.Most.Value, 0);
        double scale = most > least ? (most - least) / byte.MaxValue : 1;
        return ((float)scale, (byte)Math.Clamp(Math.Round(-least / scale), 0, byte.MaxValue));
    }

    private void Widen(string name, double[] values, int images)
    {
        if (!_ranges.TryGetValue(name, out var range))
        {
            int outside = (int)(Outside * Applications * images * values.Length);
            _ranges[name] = range = (new Tail(outside), new Tail(outside));
        }
        foreach (double value in values)
        {
            range.Least.Add(-value);
            range.Most.Add(value);
        }
    }

    /// <summary>The largest values.</summary>
    /// <param name="outside">How many of them do not count.</param>
    private sealed class Tail(int outside)
    {
        private readonly PriorityQueue<double, double> _largest = new(outside + 1);

        /// <summary>The largest value that counts.</summary>
        internal double Value => _largest.Peek();

        internal void Add(double value)
        {
            if (_largest.Count <= outside) _largest.Enqueue(value, value);
            else if (value > _largest.Peek()) _largest.EnqueueDequeue(value, value);
        }
    }
}
