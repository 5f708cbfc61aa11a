using System.Numerics;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>Images whose samples are what the model sees: grey, or RGB that is sRGB or taken for it.</summary>
internal static class PlainColour
{
    /// <summary>The values for the model: the bands themselves, grey repeated, or the luma of colour.</summary>
    internal static float[] ToModel(Samples samples, IgnModelCard card) =>
        samples.Layout.Wide ? ToModel<ushort>(samples.Wide, samples, card) : ToModel<byte>(samples.Data, samples, card);

    /// <summary>
    /// The samples with restored colours: the bands themselves, the mean of three for grey, or the change of luma added to all three, which keeps the chroma.
    /// </summary>
    internal static Samples Restored(Samples samples, ModelImage restored, IgnModelCard card)
    {
        var result = samples.Copy();
        if (samples.Layout.Wide) Restore(result.Wide, samples.Layout, restored, card);
        else Restore(result.Data.AsSpan(), samples.Layout, restored, card);
        return result;
    }

    private static float[] ToModel<T>(ReadOnlySpan<T> data, Samples samples, IgnModelCard card) where T : unmanaged, INumber<T>
    {
        int channels = card.Shape.Channels, colour = samples.Layout.ColourBands, bands = samples.Layout.Bands;
        var values = LargeArrays.Rent<float>(samples.Width * samples.Height * channels);
        float range = (card.Maximum - card.Minimum) / samples.Layout.MaxValue;
        var value = new float[samples.Layout.MaxValue + 1]; // of each sample
        for (int i = 0; i < value.Length; i++) value[i] = Math.Min((i * range) + card.Minimum, card.Maximum);
        for (int pixel = 0, at = 0; at < values.Length; pixel += bands)
        {
            if (colour == channels)
                for (int c = 0; c < channels; c++) values[at++] = value[int.CreateTruncating(data[pixel + c])];
            else if (channels == 1)
                values[at++] = Math.Min((Luma.Of(data, pixel) * range) + card.Minimum, card.Maximum);
            else
                for (int c = 0; c < channels; c++) values[at++] = value[int.CreateTruncating(data[pixel])];
        }
        return values;
    }

    private static void Restore<T>(Span<T> samples, SampleLayout layout, ModelImage restored, IgnModelCard card) where T : unmanaged, INumber<T>
    {
        int channels = restored.Channels, colour = layout.ColourBands, bands = layout.Bands;
        float scale = layout.MaxValue / (card.Maximum - card.Minimum);
        var values = restored.Values;
        for (int pixel = 0, at = 0; at < values.Length; pixel += bands, at += channels)
        {
            if (colour == channels)
                for (int c = 0; c < channels; c++) samples[pixel + c] = Rounded<T>((values[at + c] - card.Minimum) * scale);
            else if (channels == 1)
            {
                float change = ((values[at] - card.Minimum) * scale) - Luma.Of((ReadOnlySpan<T>)samples, pixel);
                for (int c = 0; c < colour; c++) samples[pixel + c] = Rounded<T>(float.CreateTruncating(samples[pixel + c]) + change);
            }
            else
                samples[pixel] = Rounded<T>((((values[at] + values[at + 1] + values[at + 2]) / 3) - card.Minimum) * scale);
        }
    }

    private static T Rounded<T>(float value) where T : INumber<T> => T.CreateSaturating(MathF.Round(value));
}
