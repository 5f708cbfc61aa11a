using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Images that a model sees through a colour conversion. What the model changes is added in the image's own colours, out = y + back(x) − back(there(y)):
/// what it leaves alone stays as it was to the bit, also colours that sRGB does not hold.
/// </summary>
internal static class ConvertedColour
{
    /// <summary>Pixels that are converted at a time: enough that setting up a conversion costs little, few enough that they cost little memory.</summary>
    private const int StripPixels = 1 << 20;

    /// <summary>Bytes that the conversion of a strip takes at most.</summary>
    internal const int StripMemory = 40 * StripPixels;

    /// <summary>The values for the model: sRGB, or its luma.</summary>
    internal static float[] ToModel(Samples samples, ColourConversion conversion, IgnModelCard card)
    {
        int channels = card.Shape.Channels;
        var values = LargeArrays.Rent<float>(samples.Width * samples.Height * channels);
        float range = (card.Maximum - card.Minimum) / ushort.MaxValue;
        foreach (var (first, rows) in Strips(samples))
        {
            var srgb = conversion.ToSrgb(samples.ColourOf(first, rows), samples.Width, rows);
            var target = values.AsSpan(first * samples.Width * channels, rows * samples.Width * channels);
            for (int i = 0; i < target.Length; i++)
            {
                float sample = channels == 1 ? Luma.Of<ushort>(srgb, i * 3) : srgb[i];
                target[i] = Math.Min((sample * range) + card.Minimum, card.Maximum);
            }
        }
        return values;
    }

    /// <summary>The samples with restored colours, in the image's own colours.</summary>
    internal static Samples Restored(Samples samples, ModelImage restored, ColourConversion conversion, IgnModelCard card)
    {
        var result = samples.Copy();
        int bands = samples.Layout.Bands, colour = samples.Layout.ColourBands;
        foreach (var (first, rows) in Strips(samples))
        {
            var before = conversion.ToSrgb(samples.ColourOf(first, rows), samples.Width, rows);
            var after = Restored(before, restored, first * samples.Width, card);
            if (after.AsSpan().SequenceEqual(before)) continue;
            var ownBefore = conversion.FromSrgb(before, samples.Width, rows);
            var ownAfter = conversion.FromSrgb(after, samples.Width, rows);
            int pixel = first * samples.Width * bands;
            for (int i = 0; i < ownAfter.Length; pixel += bands)
                for (int c = 0; c < colour; c++, i++)
                    if (samples.Layout.Wide)
                        result.Wide[pixel + c] = (ushort)Math.Clamp(result.Wide[pixel + c] + ownAfter[i] - ownBefore[i], 0, ushort.MaxValue);
                    else result.Data[pixel + c] = Depth.ToByte((result.Data[pixel + c] * Depth.Step) + ownAfter[i] - ownBefore[i]);
        }
        return result;
    }

    /// <summary>The samples as sRGB, restored where <paramref name="restored"/> is given: for files that cannot hold the image's own colours.</summary>
    internal static Samples AsSrgb(Samples samples, ModelImage? restored, ColourConversion conversion, IgnModelCard card)
    {
        var source = samples.Layout;
        var layout = source with { ColourBands = 3 };
        var result = new Samples(samples.Width, samples.Height, layout, LargeArrays.Rent<byte>(samples.Width * samples.Height * layout.BytesPerPixel));
        foreach (var (first, rows) in Strips(samples))
        {
            var srgb = conversion.ToSrgb(samples.ColourOf(first, rows), samples.Width, rows);
            if (restored is not null) srgb = Restored(srgb, restored, first * samples.Width, card);
            int pixel = first * samples.Width;
            for (int i = 0; i < srgb.Length; pixel++)
            {
                int to = pixel * layout.Bands, alpha = (pixel * source.Bands) + source.ColourBands;
                for (int c = 0; c < 3; c++, i++)
                    if (layout.Wide) result.Wide[to + c] = srgb[i];
                    else result.Data[to + c] = Depth.ToByte(srgb[i]);
                if (!layout.HasAlpha) continue;
                if (layout.Wide) result.Wide[to + 3] = samples.Wide[alpha];
                else result.Data[to + 3] = samples.Data[alpha];
            }
        }
        return result;
    }

    /// <summary>What the model made of sRGB; a restored luma moves all three bands alike.</summary>
    private static ushort[] Restored(ushort[] before, ModelImage restored, int firstPixel, IgnModelCard card)
    {
        float scale = ushort.MaxValue / (card.Maximum - card.Minimum);
        int channels = restored.Channels;
        var values = restored.Values.AsSpan(firstPixel * channels, before.Length / 3 * channels);
        var after = new ushort[before.Length];
        for (int i = 0; i < after.Length; i++)
        {
            float value = (values[channels == 1 ? i / 3 : i] - card.Minimum) * scale;
            if (channels == 1) value += before[i] - Luma.Of<ushort>(before, i / 3 * 3);
            after[i] = ushort.CreateSaturating(MathF.Round(value));
        }
        return after;
    }

    private static IEnumerable<(int First, int Rows)> Strips(Samples samples)
    {
        int rows = Math.Max(1, StripPixels / samples.Width);
        for (int y = 0; y < samples.Height; y += rows) yield return (y, Math.Min(rows, samples.Height - y));
    }
}
