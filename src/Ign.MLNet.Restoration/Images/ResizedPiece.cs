using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>The whole image as one piece, resized to the model's size and back. The result takes the place of the input.</summary>
internal sealed class ResizedPiece : IPieces
{
    private readonly ModelImage _image;
    private readonly TensorShape _shape;
    private bool _written;

    internal ResizedPiece(ModelImage image, TensorShape shape) => (_image, _shape) = (image, shape);

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public void Read(int index, Span<float> target)
    {
        // The kernel has negative lobes: beside edges its result would leave the range of values that the model knows.
        float minimum = _image.Values.Min(), maximum = _image.Values.Max();
        var small = new float[_shape.Size];
        Resize(_image.Values, _image.Width, _image.Height, small, _shape.Width, _shape.Height);
        int channels = _shape.Channels, plane = _shape.Width * _shape.Height;
        for (int i = 0; i < small.Length; i++) target[(i % channels * plane) + (i / channels)] = Math.Clamp(small[i], minimum, maximum);
    }

    /// <inheritdoc/>
    public void Write(int index, ReadOnlySpan<float> values)
    {
        int channels = _shape.Channels, plane = _shape.Width * _shape.Height;
        var small = new float[values.Length];
        for (int i = 0; i < small.Length; i++) small[i] = values[(i % channels * plane) + (i / channels)];
        Resize(small, _shape.Width, _shape.Height, _image.Values, _image.Width, _image.Height);
        _written = true;
    }

    /// <inheritdoc/>
    public ModelImage Result() => _written ? _image : throw new InvalidOperationException("Expected 1 piece, got 0.");

    private void Resize(float[] source, int width, int height, float[] target, int targetWidth, int targetHeight)
    {
        try
        {
            using var image = Image.NewFromMemory(source, width, height, _shape.Channels, Enums.BandFormat.Float);
            using var resized = image.Resize((double)targetWidth / width, vscale: (double)targetHeight / height, kernel: Enums.Kernel.Lanczos3);
            // The sizes of libvips are rounded and may be a pixel off.
            using var exact = resized.Gravity(Enums.CompassDirection.NorthWest, targetWidth, targetHeight, extend: Enums.Extend.Copy);
            PixelReader.Read(exact, MemoryMarshal.AsBytes(target.AsSpan()), TimeSpan.MaxValue);
        }
        catch (VipsException e)
        {
            throw new ImageFileException($"cannot be resized from {width}x{height} to {targetWidth}x{targetHeight}: {e.Message.Split('\n')[0]}", e);
        }
    }
}
