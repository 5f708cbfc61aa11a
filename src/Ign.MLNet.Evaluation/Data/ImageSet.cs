using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Images of one shape in memory, as 8-bit pixels, with an optional class label each.</summary>
public sealed record ImageSet
{
    /// <summary>Wraps pixels and labels without copying them.</summary>
    /// <param name="shape">Shape of one image (CHW).</param>
    /// <param name="pixels">Pixels 0-255, image after image, each channel after channel and row after row.</param>
    /// <param name="labels">One class number per image, or null.</param>
    /// <exception cref="ArgumentException">The lengths do not agree, or a side of the shape is below 1.</exception>
    public ImageSet(TensorShape shape, byte[] pixels, byte[]? labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentException($"Expected a shape with sides of at least 1, got {shape}.", nameof(shape));
        if (pixels.Length % shape.Size != 0)
            throw new ArgumentException($"Expected a multiple of {shape.Size} pixels (images of {shape}), got {pixels.Length}.", nameof(pixels));
        int count = pixels.Length / shape.Size;
        if (labels is not null && labels.Length != count)
            throw new ArgumentException($"Expected {count} labels, one per image, got {labels.Length}.", nameof(labels));
        (Shape, Pixels, Labels, Count) = (shape, pixels, labels, count);
    }

    /// <summary>Shape of one image (CHW).</summary>
    public TensorShape Shape { get; }

    /// <summary>Pixels 0-255: Count · Shape.Size bytes in NCHW order.</summary>
    public byte[] Pixels { get; }

    /// <summary>Class number of each image, or null where none are known.</summary>
    public byte[]? Labels { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>The 8-bit pixels of one image.</summary>
    /// <param name="index">Image, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Pixels.AsSpan(index * Shape.Size, Shape.Size);
    }

    /// <summary>Writes one image as values in [-1,1]: 0 becomes -1 and 255 becomes 1.</summary>
    /// <param name="index">Image, from 0.</param>
    /// <param name="destination">Receives Shape.Size values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not of length Shape.Size.</exception>
    public void ToRange(int index, Span<float> destination)
    {
        if (destination.Length != Shape.Size)
            throw new ArgumentException($"Expected room for {Shape.Size} values ({Shape}), got {destination.Length}.", nameof(destination));
        PixelRange.ToUnit(Image(index), destination);
    }

    /// <summary>All images as one array of values in [-1,1], in NCHW order.</summary>
    /// <exception cref="OutOfMemoryException">The set is larger than one array can be.</exception>
    public float[] ToRange()
    {
        var values = new float[Pixels.Length];
        PixelRange.ToUnit(Pixels, values);
        return values;
    }

    /// <summary>The first images. The pixels are copied, so that the larger set can be collected.</summary>
    /// <param name="count">At most this many; a smaller set stays as it is.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public ImageSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count ? this : new ImageSet(Shape, Pixels[..(count * Shape.Size)], Labels?[..count]);
    }

    /// <summary>All images but the first.</summary>
    /// <param name="count">How many to leave out, between 0 and <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is out of that range.</exception>
    public ImageSet Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return new ImageSet(Shape, Pixels[(count * Shape.Size)..], Labels?[count..]);
    }

    /// <summary>The images in another shape: the largest centred part with its aspect is cut out and resampled, grey is repeated for three channels.</summary>
    /// <param name="shape">Shape of the result, with as many channels, or three instead of one.</param>
    /// <exception cref="ArgumentException">Colour images for a shape of one channel.</exception>
    public ImageSet Resized(TensorShape shape)
    {
        var preparation = new ImagePreparation(Shape, shape);
        var pixels = new byte[checked(Count * shape.Size)];
        Parallel.For(0, Count, i =>
        {
            float[] image = new float[Shape.Size], resized = new float[shape.Size];
            ToRange(i, image);
            preparation.Apply(image, resized);
            for (int p = 0; p < resized.Length; p++) pixels[i * shape.Size + p] = PixelRange.ToByte(resized[p]);
        });
        return new ImageSet(shape, pixels, Labels);
    }
}
