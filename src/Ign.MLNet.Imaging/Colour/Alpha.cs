namespace Ign.MLNet.Imaging;

/// <summary>Alpha of samples of 8 bits for formats that cannot hold it as it is.</summary>
internal static class Alpha
{
    /// <summary>The image on a white ground.</summary>
    internal static Samples OnWhite(Samples samples)
    {
        var layout = samples.Layout;
        if (!layout.HasAlpha) return samples;
        int white = layout.IsCmyk ? 0 : byte.MaxValue; // no ink
        var data = new byte[samples.Width * samples.Height * layout.ColourBands];
        for (int from = 0, to = 0; to < data.Length; from += layout.Bands)
        {
            int alpha = samples.Data[from + layout.ColourBands];
            for (int c = 0; c < layout.ColourBands; c++)
                data[to++] = (byte)(((samples.Data[from + c] * alpha) + (white * (byte.MaxValue - alpha)) + (byte.MaxValue / 2)) / byte.MaxValue);
        }
        return samples with { Layout = layout with { HasAlpha = false }, Data = data };
    }

    /// <summary>Grey with alpha as RGB with alpha; all else as it is.</summary>
    internal static Samples GreyToRgb(Samples samples)
    {
        if (samples.Layout is not { ColourBands: 1, HasAlpha: true }) return samples;
        var data = new byte[samples.Data.Length * 2];
        for (int from = 0, to = 0; from < samples.Data.Length; from += 2, to += 4)
        {
            data.AsSpan(to, 3).Fill(samples.Data[from]);
            data[to + 3] = samples.Data[from + 1];
        }
        return samples with { Layout = samples.Layout with { ColourBands = 3 }, Data = data };
    }
}
