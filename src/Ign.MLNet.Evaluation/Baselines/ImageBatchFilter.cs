using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Applies a filter to many images on all cores; the result does not depend on how they are shared out.</summary>
public static class ImageBatchFilter
{
    /// <summary>Filters every image.</summary>
    /// <param name="filter">Filter.</param>
    /// <param name="images">Images, NCHW.</param>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>As many filtered images.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of the image size.</exception>
    public static float[] Apply(IImageFilter filter, float[] images, TensorShape shape, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Length % shape.Size != 0)
            throw new ArgumentException($"Expected a multiple of {shape.Size} values (images of {shape}), got {images.Length}.", nameof(images));
        var result = new float[images.Length];
        Parallel.For(0, images.Length / shape.Size, new ParallelOptions { CancellationToken = cancellationToken },
            i => filter.Apply(images.AsSpan(i * shape.Size, shape.Size), result.AsSpan(i * shape.Size, shape.Size), shape));
        return result;
    }
}
