namespace Ign.MLNet.Imaging;

/// <summary>Samples of 8 bits that files can hold in less.</summary>
internal static class FewBits
{
    private const int MaxColours = 256;

    /// <summary>Whether every grey is one of those that so many bits hold: black, white and equal steps between.</summary>
    internal static bool Hold(Samples samples, int bits)
    {
        if (samples.Layout is not { ColourBands: 1, HasAlpha: false, Wide: false } || bits is not (1 or 2 or 4)) return false;
        var held = new bool[256];
        for (int grey = 0; grey < 256; grey += 255 / ((1 << bits) - 1)) held[grey] = true;
        foreach (byte sample in samples.Data)
            if (!held[sample]) return false;
        return true;
    }

    /// <summary>Whether the image has no more colours than a palette.</summary>
    internal static bool FitPalette(Samples samples)
    {
        if (samples.Layout is not { ColourBands: 3, Wide: false }) return false;
        var colours = new HashSet<int>();
        int bands = samples.Layout.Bands, last = -1;
        for (int i = 0; i < samples.Data.Length; i += bands)
        {
            int colour = (samples.Data[i] << 16) | (samples.Data[i + 1] << 8) | samples.Data[i + 2] | (bands == 4 ? samples.Data[i + 3] << 24 : 0);
            if (colour == last) continue;
            last = colour;
            if (colours.Add(colour) && colours.Count > MaxColours) return false;
        }
        return true;
    }
}
