using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>The whole image as one piece, resized to the model's size and back. The result takes the place of the input.</summary>
internal sealed class ResizedPiece : IPieces
{
    private static readonly ImageLimits s_anyTime = new() { MaxDecodeTime = TimeSpan.MaxValue };

    private readonly ModelImage _image;
    private readonly TensorShape _shape;
    private readonly float[] _small;
    private bool _written;

    /// <summary>Resizes at once: what can fail for one image has no place between the inferences of many.</summary>
    /// <exception cref="ImageFileException">The image is too large for this way.</exception>
    internal ResizedPiece(ModelImage image, TensorShape shape)
    {
        (_image, _shape) = (image, shape);
        if (image.Values.Length > int.MaxValue / sizeof(float))
            throw new ImageFileException($"has {image.Width}x{image.Height} pixels, which is too much to be resized at once.");
        // The kernel has negative lobes: beside edges its result would leave the range of values that the model knows.
        float minimum = image.Values.Min(), maximum = image.Values.Max();
        _small = new float[shape.Size];
        Resize(image.Values, image.Width, image.Height, _small, shape.Width, shape.Height);
        for (int i = 0; i < _small.Length; i++) _small[i] = Math.Clamp(_small[i], minimum, maximum);
    }

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public Piece Of(int index) => new(_shape);

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        int channels = _shape.Channels, plane = _shape.Width * _shape.Height;
        for (int i = 0; i < _small.Length; i++) target[(i % channels * plane) + (i / channels)] = _small[i];
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        int channels = _shape.Channels, plane = _shape.Width * _shape.Height;
        for (int i = 0; i < _small.Length; i++) _small[i] = values[(i % channels * plane) + (i / channels)];
        _written = true;
    }

    /// <inheritdoc/>
    /// <exception cref="ImageFileException">There is no memory for it.</exception>
    public ModelImage Result()
    {
        if (!_written) throw new InvalidOperationException("Expected 1 piece, got 0.");
        Resize(_small, _shape.Width, _shape.Height, _image.Values, _image.Width, _image.Height);
        return _image;
    }

    private void Resize(float[] source, int width, int height, float[] target, int targetWidth, int targetHeight)
    {
        Vips.Run($"cannot be resized from {width}x{height} to {targetWidth}x{targetHeight}", null, () =>
        {
            using var image = Image.NewFromMemory(source, width, height, _shape.Channels, Enums.BandFormat.Float);
            using var resized = image.Resize((double)targetWidth / width, vscale: (double)targetHeight / height, kernel: Enums.Kernel.Lanczos3);
            // The sizes of libvips are rounded and may be a pixel off.
            using var exact = resized.Gravity(Enums.CompassDirection.NorthWest, targetWidth, targetHeight, extend: Enums.Extend.Copy);
            PixelReader.Read(exact, MemoryMarshal.AsBytes(target.AsSpan()), s_anyTime);
            return target;
        });
    }
}
