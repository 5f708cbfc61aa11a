using System.Numerics;
using System.Runtime.InteropServices;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Noise with the Fourier statistics of the data (arXiv 2311.01462): for every frequency and channel, real and imaginary part are drawn
/// from normal distributions with the mean and deviation that they have over the images, and z is the real part of the inverse transform.
/// </summary>
/// <remarks>
/// Drawing all frequencies independently and taking the real part would halve the variance of each frequency that is not its own mirror
/// image; their deviations are therefore multiplied by √2, which gives exactly the law of conjugate-symmetric drawing.
/// z has the mean image of the data as its mean, so that figures made with different noise sources must not be compared.
/// </remarks>
public sealed record FourierSource : NoiseSource
{
    internal const string Prefix = "fourier:";
    private readonly TensorShape _shape;
    private readonly float[] _statistics; // four values a frequency: mean and deviation of the real part, then of the imaginary part
    private readonly Dft _dft;

    private FourierSource(TensorShape shape, float[] statistics)
    {
        _shape = shape;
        _statistics = statistics;
        _dft = new Dft(shape.Height, shape.Width);
    }

    /// <summary>Measures the statistics.</summary>
    /// <param name="images">Images in [-1, 1], one after the other.</param>
    /// <param name="shape">Shape of one image.</param>
    public static FourierSource Measure(ReadOnlySpan<float> images, TensorShape shape)
    {
        int count = images.Length / shape.Size, plane = shape.Height * shape.Width;
        if (count < 2 || images.Length % shape.Size != 0)
            throw new ArgumentException($"Expected at least two images of {shape.Size} values, got {images.Length} values.");
        var sums = new double[shape.Size * 4]; // per frequency: sum and sum of squares, real and imaginary
        var dft = new Dft(shape.Height, shape.Width);
        var spectrum = new Complex[plane];
        for (int image = 0; image < count; image++)
            for (int c = 0; c < shape.Channels; c++)
            {
                var values = images.Slice(image * shape.Size + c * plane, plane);
                for (int i = 0; i < plane; i++) spectrum[i] = values[i];
                dft.Transform(spectrum, inverse: false);
                for (int i = 0; i < plane; i++)
                {
                    int at = (c * plane + i) * 4;
                    sums[at] += spectrum[i].Real;
                    sums[at + 1] += spectrum[i].Real * spectrum[i].Real;
                    sums[at + 2] += spectrum[i].Imaginary;
                    sums[at + 3] += spectrum[i].Imaginary * spectrum[i].Imaginary;
                }
            }
        var statistics = new float[sums.Length];
        for (int i = 0; i < sums.Length; i += 2)
        {
            double mean = sums[i] / count;
            statistics[i] = (float)mean;
            statistics[i + 1] = (float)Math.Sqrt(Math.Max(0, sums[i + 1] / count - mean * mean));
        }
        return new FourierSource(shape, statistics);
    }

    /// <summary>
    /// The law as published code draws it: without the symmetry, so that every frequency but those that are their own mirror image has half
    /// the variance of the data.
    /// </summary>
    public FourierSource AsPublished()
    {
        var statistics = (float[])_statistics.Clone();
        int plane = _shape.Height * _shape.Width;
        for (int i = 0; i < _shape.Size; i++)
        {
            if (IsOwnMirror(i % plane)) continue;
            statistics[i * 4 + 1] /= MathF.Sqrt(2);
            statistics[i * 4 + 3] /= MathF.Sqrt(2);
        }
        return new FourierSource(_shape, statistics);
    }

    /// <inheritdoc/>
    public override void Sample(Span<float> z, TensorShape shape, ulong seed)
    {
        if (shape != _shape) throw new ArgumentException($"The statistics are of {_shape} images, not of {shape}.");
        var random = new SeededRandom(seed);
        int plane = shape.Height * shape.Width;
        var spectrum = new Complex[plane];
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int i = 0; i < plane; i++)
            {
                int at = (c * plane + i) * 4;
                double scale = IsOwnMirror(i) ? 1 : Math.Sqrt(2);
                spectrum[i] = new Complex(
                    _statistics[at] + scale * _statistics[at + 1] * random.NextGaussian(),
                    _statistics[at + 2] + scale * _statistics[at + 3] * random.NextGaussian());
            }
            _dft.Transform(spectrum, inverse: true);
            for (int i = 0; i < plane; i++) z[c * plane + i] = (float)spectrum[i].Real;
        }
    }

    /// <inheritdoc/>
    public override string ToText() => Prefix + Convert.ToBase64String(MemoryMarshal.AsBytes(_statistics.AsSpan()));

    internal static FourierSource FromText(string text, TensorShape shape)
    {
        var bytes = Convert.FromBase64String(text[Prefix.Length..]);
        if (bytes.Length != shape.Size * 16)
            throw new FormatException($"Expected Fourier statistics of {shape.Size * 16} bytes for shape {shape}, got {bytes.Length}.");
        var statistics = MemoryMarshal.Cast<byte, float>(bytes).ToArray();
        if (!statistics.All(float.IsFinite)) throw new FormatException("The Fourier statistics hold NaN or infinity.");
        return new FourierSource(shape, statistics);
    }

    /// <summary>Frequencies that the symmetry of a real image maps to themselves: constant and Nyquist, in each direction.</summary>
    private bool IsOwnMirror(int i)
    {
        int y = i / _shape.Width, x = i % _shape.Width;
        return 2 * y % _shape.Height == 0 && 2 * x % _shape.Width == 0;
    }
}
