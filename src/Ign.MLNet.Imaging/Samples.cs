using System.Runtime.InteropServices;
using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>The decoded samples of an image, as its file holds them.</summary>
/// <param name="Width">Columns in pixels.</param>
/// <param name="Height">Rows in pixels.</param>
/// <param name="Layout">Bands and bits.</param>
/// <param name="Data">Interleaved samples of 8 or 16 bits in the order of this machine, rows from top to bottom.</param>
internal sealed record Samples(int Width, int Height, SampleLayout Layout, byte[] Data)
{
    /// <summary>The samples where they have 16 bits.</summary>
    internal Span<ushort> Wide => MemoryMarshal.Cast<byte, ushort>(Data.AsSpan());

    /// <summary>One sample.</summary>
    internal int this[int index]
    {
        get => Layout.Wide ? Wide[index] : Data[index];
        set
        {
            if (Layout.Wide) Wide[index] = (ushort)value;
            else Data[index] = (byte)value;
        }
    }

    /// <summary>The same samples in an array of their own.</summary>
    internal Samples Copy()
    {
        var data = LargeArrays.Rent<byte>(Data.Length);
        Data.CopyTo(data, 0);
        return this with { Data = data };
    }

    /// <summary>The samples as an image of libvips, without a copy: the array must outlive the image.</summary>
    internal Image ToImage()
    {
        using var raw = Image.NewFromMemory<byte>(Data, Width, Height, Layout.Bands, Layout.Format);
        return raw.Copy(interpretation: Layout.Interpretation);
    }

    /// <summary>The samples turned and mirrored as an orientation tag says.</summary>
    /// <param name="orientation">1 to 8.</param>
    /// <param name="limits">Longest time.</param>
    internal Samples Upright(int orientation, ImageLimits limits)
    {
        using var lying = ToImage();
        using var tagged = lying.Mutate(m => m.Set(GValue.GIntType, "orientation", orientation));
        using var turned = tagged.Autorot();
        var upright = new Samples(turned.Width, turned.Height, Layout, LargeArrays.Rent<byte>(Data.Length));
        PixelReader.Read(turned, upright.Data, limits);
        return upright;
    }

    /// <summary>Some rows without their alpha.</summary>
    internal byte[] ColourOf(int firstRow, int rows)
    {
        int size = Layout.Wide ? 2 : 1, pixel = Layout.Bands * size, colour = Layout.ColourBands * size;
        var source = Data.AsSpan(firstRow * Width * pixel, rows * Width * pixel);
        if (!Layout.HasAlpha) return source.ToArray();
        var target = new byte[rows * Width * colour];
        for (int from = 0, to = 0; from < source.Length; from += pixel, to += colour) source.Slice(from, colour).CopyTo(target.AsSpan(to));
        return target;
    }
}
