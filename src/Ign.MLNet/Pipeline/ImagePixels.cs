using Ign.MLNet.Networks;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Converts between the interleaved 8-bit pixels of an <see cref="MLImage"/> and the planes of floats that a network works on.</summary>
internal sealed class ImagePixels
{
    /// <summary>Bytes of one pixel of an <see cref="MLImage"/>: three colours and alpha.</summary>
    internal const int BytesPerPixel = 4;

    /// <summary>Largest 8-bit value.</summary>
    internal const int White = 255;

    /// <summary>Weights of red, green and blue in the luminance of a pixel: ITU-R BT.601.</summary>
    internal static readonly float[] Luminance = [0.299f, 0.587f, 0.114f];

    private readonly double _minimum;
    private readonly double _span;
    private readonly float[] _values = new float[White + 1];

    internal ImagePixels(IgnModelCard card)
    {
        // In double precision, so that 255 is exactly the maximum.
        _minimum = card.Minimum;
        _span = (double)card.Maximum - card.Minimum;
        for (int i = 0; i < _values.Length; i++) _values[i] = (float)(_minimum + _span * i / White);
    }

    /// <summary>The value in the card's range of each byte.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>Whether images of that shape can be pictures: grey or colour.</summary>
    internal static bool Fits(TensorShape shape) => shape.Channels is 1 or 3;

    /// <summary>Reads an image of that shape; for one channel its luminance.</summary>
    internal void Read(ReadOnlySpan<byte> pixels, MLPixelFormat format, TensorShape shape, Span<float> planes)
    {
        var (red, green, blue) = Offsets(format);
        int area = shape.Height * shape.Width;
        if (shape.Channels == 1)
        {
            for (int i = 0; i < area; i++) planes[i] = Grey(pixels.Slice(i * BytesPerPixel, BytesPerPixel), red, green, blue);
            return;
        }
        for (int i = 0; i < area; i++)
        {
            var pixel = pixels.Slice(i * BytesPerPixel, BytesPerPixel);
            planes[i] = _values[pixel[red]];
            planes[area + i] = _values[pixel[green]];
            planes[2 * area + i] = _values[pixel[blue]];
        }
    }

    /// <summary>Makes an opaque picture, in the format that ML.NET's own stages make.</summary>
    internal MLImage Write(ReadOnlySpan<float> planes, TensorShape shape)
    {
        int area = shape.Height * shape.Width;
        // Planes of a grey image coincide.
        int plane = shape.Channels == 1 ? 0 : area;
        byte[] pixels = new byte[area * BytesPerPixel];
        for (int i = 0; i < area; i++)
        {
            var pixel = pixels.AsSpan(i * BytesPerPixel, BytesPerPixel);
            pixel[2] = ToByte(planes[i]);
            pixel[1] = ToByte(planes[plane + i]);
            pixel[0] = ToByte(planes[2 * plane + i]);
            pixel[3] = White;
        }
        return MLImage.CreateFromPixels(shape.Width, shape.Height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>Red, green and blue of an image, interleaved; its alpha channel is not read.</summary>
    internal static byte[] ToRgb(MLImage image)
    {
        var (red, green, blue) = Offsets(image.PixelFormat);
        var pixels = image.Pixels;
        var rgb = new byte[checked(image.Width * image.Height * 3)];
        for (int from = 0, to = 0; to < rgb.Length; from += BytesPerPixel, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from + red], pixels[from + green], pixels[from + blue]);
        return rgb;
    }

    private float Grey(ReadOnlySpan<byte> pixel, int red, int green, int blue) =>
        pixel[red] == pixel[green] && pixel[green] == pixel[blue]
            ? _values[pixel[red]]
            : (float)(_minimum + _span / White * (Luminance[0] * pixel[red] + Luminance[1] * pixel[green] + Luminance[2] * pixel[blue]));

    private byte ToByte(float value) => (byte)Math.Clamp(Math.Round((value - _minimum) / _span * White), 0, White);

    private static (int Red, int Green, int Blue) Offsets(MLPixelFormat format) => format switch
    {
        MLPixelFormat.Rgba32 => (0, 1, 2),
        MLPixelFormat.Bgra32 => (2, 1, 0),
        _ => throw new InvalidOperationException($"Expected an image with pixel format Rgba32 or Bgra32, got {format}."),
    };
}
