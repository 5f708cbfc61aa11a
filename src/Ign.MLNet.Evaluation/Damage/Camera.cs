using System.Text.Json.Serialization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// The noise of a camera. The image is brought to linear light by the inverse of the sRGB curve and down by the gains; the sensor adds normal noise of the
/// variance a·x + b, as photons and electronics make it (Foi et al., "Practical Poissonian-Gaussian noise modeling and fitting for single-image raw-data",
/// 2008), and saturates at 1; then come, if so wished, the pattern of Bayer with bilinear interpolation, the gains, the cut to what a file holds, and the
/// curve. The ranges in <c>photo</c> are those of Brooks et al., "Unprocessing images for learned raw denoising", 2019. The result stays in [-1, 1].
/// </summary>
/// <param name="Shot">a: variance of the sensor over its signal, where 1 is saturation; 0 to 1. A pixel that holds 10,000 electrons has 0.0001.</param>
/// <param name="Read">
/// b: variance of the sensor in the dark, 0 to 1. Where it is null it follows a as in real cameras: log b = 2.18 log a + 1.2, give or take 0.26.
/// </param>
/// <param name="Push">Brightening after the sensor in stops, 0 to 8: an exposure that was too short by as much.</param>
/// <param name="Red">White balance: stops that red is brightened by more than green, 0 to 4. For colour images.</param>
/// <param name="Blue">The same of blue.</param>
/// <param name="Bayer">Whether each pixel of the sensor sees one colour (RGGB, anyhow placed) and the others are interpolated. For colour images.</param>
public sealed record Camera(
    Amount Shot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Amount? Read = null,
    Amount Push = default,
    Amount Red = default,
    Amount Blue = default,
    Chance Bayer = default) : Damage
{
    private const float MaxVariance = 1, MaxPush = 8, MaxBalance = 4;
    private const double Slope = 2.18, Offset = 1.2, Spread = 0.26;

    /// <inheritdoc/>
    public override Damage Sample(ref SeededRandom random, TensorShape shape)
    {
        var shot = Shot.Sample(ref random);
        var read = Read?.Sample(ref random) ?? (float)Math.Min(MaxVariance, Math.Exp(Slope * Math.Log(shot.Value) + Offset + Spread * random.NextGaussian()));
        return new Camera(shot, read, Push.Sample(ref random), Red.Sample(ref random), Blue.Sample(ref random), Bayer.Sample(ref random));
    }

    /// <inheritdoc/>
    protected internal override string Describe()
    {
        string read = Read is { } fix ? $"-{fix}" : "", push = Push == 0 ? "" : $"-push-{Push}";
        string balance = Red == 0 && Blue == 0 ? "" : $"-red-{Red}-blue-{Blue}";
        return $"camera-{Shot}{read}{push}{balance}{Bayer.Suffix("bayer")}";
    }

    /// <inheritdoc/>
    protected internal override bool Settled() => Shot.IsFixed && Read is { IsFixed: true } && Push.IsFixed && Red.IsFixed && Blue.IsFixed && Bayer.IsFixed;

    internal override void Check()
    {
        Shot.Require("shot", 0, MaxVariance);
        Read?.Require("read", 0, MaxVariance);
        Push.Require("push", 0, MaxPush);
        Red.Require("red", 0, MaxBalance);
        Blue.Require("blue", 0, MaxBalance);
    }

    /// <inheritdoc/>
    protected internal override void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        float gain = MathF.Pow(2, Push.Value);
        bool colour = shape.Channels == 3;
        ReadOnlySpan<float> gains = colour ? [gain * MathF.Pow(2, Red.Value), gain, gain * MathF.Pow(2, Blue.Value)] : [gain, gain, gain];
        // A pattern needs neighbours.
        if (Bayer.Value && colour && shape.Height > 1 && shape.Width > 1) Mosaic(image, result, shape.Height, shape.Width, gains, ref random);
        else
        {
            int plane = shape.Height * shape.Width;
            for (int i = 0; i < image.Length; i++) result[i] = Exposed(image[i], gains[i / plane % 3], ref random);
        }
        foreach (ref float value in result) value = 2 * SrgbCurve.Value(value) - 1;
    }

    /// <summary>Linear light that the camera reports for a value of the image; may be below 0, since cameras store black above it, and above 1.</summary>
    private float Exposed(float value, float gain, ref SeededRandom random)
    {
        float light = SrgbCurve.Light((value + 1) / 2) / gain;
        float noisy = light + MathF.Sqrt(Shot.Low * light + Read!.Value.Low) * (float)random.NextGaussian();
        return gain * MathF.Min(noisy, 1);
    }

    private void Mosaic(ReadOnlySpan<float> image, Span<float> result, int height, int width, ReadOnlySpan<float> gains, ref SeededRandom random)
    {
        int phase = random.Next(4), plane = height * width;
        var sensor = new BayerPattern(height, width, phase / 2, phase % 2);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                int colour = sensor.Colour(y, x);
                sensor[y, x] = Exposed(image[colour * plane + y * width + x], gains[colour], ref random);
            }
        sensor.Interpolate(result);
    }
}
