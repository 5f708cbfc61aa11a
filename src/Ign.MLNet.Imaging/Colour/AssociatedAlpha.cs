using System.Numerics;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Colours that are stored multiplied by their alpha. A model sees them divided by it, to the nearest sample; what it changes is multiplied and added to what
/// is stored, so that what it leaves alone stays as it was.
/// </summary>
internal static class AssociatedAlpha
{
    /// <summary>The colours beside their alpha; where that is 0, as they are stored.</summary>
    internal static Samples Divided(Samples stored)
    {
        var result = stored with { Data = (byte[])stored.Data.Clone() };
        if (stored.Layout.Wide) Divide(result.Wide, stored.Layout);
        else Divide(result.Data.AsSpan(), stored.Layout);
        return result;
    }

    /// <summary>What is stored once the colours are changed.</summary>
    /// <param name="stored">The samples of the file.</param>
    /// <param name="before">The same, divided.</param>
    /// <param name="after">Restored.</param>
    internal static Samples Multiplied(Samples stored, Samples before, Samples after)
    {
        var result = stored with { Data = (byte[])stored.Data.Clone() };
        if (stored.Layout.Wide) Multiply<ushort>(result.Wide, before.Wide, after.Wide, stored.Layout);
        else Multiply<byte>(result.Data, before.Data, after.Data, stored.Layout);
        return result;
    }

    private static void Divide<T>(Span<T> samples, SampleLayout layout) where T : unmanaged, IBinaryInteger<T>
    {
        long white = layout.MaxValue;
        for (int pixel = 0; pixel < samples.Length; pixel += layout.Bands)
        {
            long alpha = long.CreateTruncating(samples[pixel + layout.ColourBands]);
            if (alpha == 0 || alpha == white) continue;
            for (int c = pixel; c < pixel + layout.ColourBands; c++)
                samples[c] = T.CreateTruncating(Math.Min(white, ((long.CreateTruncating(samples[c]) * white) + (alpha / 2)) / alpha));
        }
    }

    private static void Multiply<T>(Span<T> samples, ReadOnlySpan<T> before, ReadOnlySpan<T> after, SampleLayout layout) where T : unmanaged, IBinaryInteger<T>
    {
        long white = layout.MaxValue;
        for (int pixel = 0; pixel < samples.Length; pixel += layout.Bands)
        {
            long alpha = long.CreateTruncating(samples[pixel + layout.ColourBands]);
            for (int c = pixel; c < pixel + layout.ColourBands; c++)
            {
                double change = (double)(long.CreateTruncating(after[c]) - long.CreateTruncating(before[c])) * alpha / white;
                // No colour is brighter than its alpha, but for files that break that rule themselves.
                long most = Math.Max(alpha, long.CreateTruncating(samples[c]));
                if (change != 0) samples[c] = T.CreateTruncating(Math.Clamp(long.CreateTruncating(samples[c]) + (long)Math.Round(change), 0, most));
            }
        }
    }
}
