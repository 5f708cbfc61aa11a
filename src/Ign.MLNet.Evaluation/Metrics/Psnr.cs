namespace Ign.MLNet.Evaluation;

/// <summary>Peak signal-to-noise ratio in dB. Values are in [-1,1], so the peak is 2, which is 255 on the 8-bit scale.</summary>
public static class Psnr
{
    /// <summary>PSNR of one image; values outside [-1,1] are clipped first, as showing or storing them would.</summary>
    /// <param name="image">Image.</param>
    /// <param name="reference">What it should be.</param>
    /// <returns>dB; positive infinity for equal images.</returns>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Compute(ReadOnlySpan<float> image, ReadOnlySpan<float> reference) => FromMeanSquare(MeanSquare(image, reference));

    /// <summary>PSNR of a mean squared difference, for instance of one that is pooled over many images.</summary>
    /// <param name="meanSquare">Mean squared difference of values in [-1,1], 0 or more.</param>
    /// <returns>dB; positive infinity for 0.</returns>
    public static double FromMeanSquare(double meanSquare)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(meanSquare);
        return 10 * Math.Log10(4 / meanSquare);
    }

    /// <summary>Mean squared difference after clipping to [-1,1].</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    /// <inheritdoc cref="Compute" path="/exception"/>
    public static double MeanSquare(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
    {
        SameLength.Check(image, reference);
        double sum = 0;
        for (int i = 0; i < image.Length; i++)
        {
            double difference = Math.Clamp(image[i], -1f, 1f) - Math.Clamp(reference[i], -1f, 1f);
            sum += difference * difference;
        }
        return sum / image.Length;
    }
}
