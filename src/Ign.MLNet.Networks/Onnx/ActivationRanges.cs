namespace Ign.MLNet.Networks;

/// <summary>The values that go into each convolution of a network, as they were measured on images.</summary>
public sealed class ActivationRanges
{
    private readonly Dictionary<string, (double Least, double Most)> _ranges = new(StringComparer.Ordinal);

    private ActivationRanges()
    {
    }

    /// <summary>Measures f and f∘f on images.</summary>
    /// <param name="weights">The network; it must be the one that is written, so normalisations must be folded before.</param>
    /// <param name="images">Images in the network's value range, as many and as varied as can be waited for.</param>
    /// <param name="cancellation">Ends it between two images.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ActivationRanges Measure(WeightSet weights, IEnumerable<float[]> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var ranges = new ActivationRanges();
        var reference = new ReferenceNetwork(weights, ranges.Widen);
        foreach (float[] image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            reference.Apply(reference.Apply([.. image.Select(v => (double)v)]));
        }
        return ranges;
    }

    /// <summary>How values that go into a layer become levels 0 to 255. Zero is a level: it is what convolutions pad with.</summary>
    /// <exception cref="ArgumentException">That layer was not measured.</exception>
    internal (float Scale, byte Zero) Levels(string path)
    {
        if (!_ranges.TryGetValue(path, out var range))
            throw new ArgumentException($"The ranges were measured on another network: they lack layer '{path}'.", nameof(path));
        double least = Math.Min(range.Least, 0), most = Math.Max(range.Most, 0);
        double scale = most > least ? (most - least) / byte.MaxValue : 1;
        return ((float)scale, (byte)Math.Clamp(Math.Round(-least / scale), 0, byte.MaxValue));
    }

    private void Widen(string path, double[] values)
    {
        var (least, most) = _ranges.GetValueOrDefault(path, (double.MaxValue, double.MinValue));
        _ranges[path] = (Math.Min(least, values.Min()), Math.Max(most, values.Max()));
    }
}
