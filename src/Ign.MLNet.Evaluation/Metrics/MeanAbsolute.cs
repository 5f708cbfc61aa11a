namespace Ign.MLNet.Evaluation;

/// <summary>Mean absolute difference, the measure of the idempotence residual |f(f(y)) - f(y)|.</summary>
public static class MeanAbsolute
{
    /// <summary>Mean of |image - reference| on the scale of the values, without clipping.</summary>
    /// <param name="image">Values.</param>
    /// <param name="reference">As many values.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Compute(ReadOnlySpan<float> image, ReadOnlySpan<float> reference)
    {
        SameLength.Check(image, reference);
        double sum = 0;
        for (int i = 0; i < image.Length; i++) sum += Math.Abs((double)image[i] - reference[i]);
        return sum / image.Length;
    }
}
