namespace Ign.MLNet.Evaluation;

/// <summary>8-bit pixels and their values in [-1,1].</summary>
public static class PixelRange
{
    /// <summary>Pixels 0-255 to values in [-1,1].</summary>
    /// <param name="pixels">Pixels.</param>
    /// <param name="values">Receives as many values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void ToUnit(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        if (pixels.Length != values.Length) throw new ArgumentException($"Expected room for {pixels.Length} values, got {values.Length}.", nameof(values));
        for (int i = 0; i < pixels.Length; i++) values[i] = pixels[i] / 127.5f - 1f;
    }

    /// <summary>A value in [-1,1] as a pixel, rounded to nearest; values outside are clamped and NaN is 0.</summary>
    /// <param name="value">Value.</param>
    public static byte ToByte(float value) => (byte)ToSample(value, byte.MaxValue);

    /// <summary>As <see cref="ToByte"/>, for samples from 0 to <paramref name="white"/>.</summary>
    internal static int ToSample(float value, int white) => float.IsNaN(value) ? 0 : (int)(Math.Clamp((value + 1f) * (white / 2f), 0f, white) + 0.5f);
}
