using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>The first images of whatever a path names, brought to the shape of a model.</summary>
public static class FittedImages
{
    /// <summary>
    /// Reads an image file, an IDX file, a folder with an MNIST-like set (its test part, else its training part), or a folder of images.
    /// The largest centred part with the aspect of <paramref name="shape"/> is cut out and resampled, as <see cref="ImageFolder.Read"/> does;
    /// images of that shape stay as they are, and greyscale images fill three channels alike.
    /// </summary>
    /// <param name="path">File or folder.</param>
    /// <param name="shape">Shape of the result, with 1 or 3 channels.</param>
    /// <param name="limit">At most this many images.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of that name.</exception>
    /// <exception cref="InvalidDataException">A file is damaged or of no such kind, or there is no image.</exception>
    /// <exception cref="ArgumentException">The shape has neither 1 nor 3 channels.</exception>
    public static ImageSet Read(string path, TensorShape shape, int limit = int.MaxValue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected 1 or 3 channels, got shape {shape}.", nameof(shape));
        if (File.Exists(path)) return IdxFile.IsOne(path) ? Fit(IdxFile.Read(path), path) : ImageFolder.ReadFile(path, shape);
        if (IdxFolder.HasTest(path)) return Fit(IdxFolder.ReadTest(path), path);
        if (IdxFolder.HasTraining(path)) return Fit(IdxFolder.ReadTraining(path), path);
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no file or folder '{path}'; expected images.", path);
        return ImageFolder.Read(path, shape, limit: limit, cancellationToken: cancellationToken);

        ImageSet Fit(ImageSet all, string source)
        {
            if (all.Count == 0) throw new InvalidDataException($"'{source}' holds no images.");
            var images = all.Take(limit);
            return images.Shape == shape ? images : Resized(images, shape, cancellationToken);
        }
    }

    private static ImageSet Resized(ImageSet grey, TensorShape shape, CancellationToken cancellationToken)
    {
        TensorShape from = grey.Shape, to = shape with { Channels = 1 };
        var pixels = new byte[checked(grey.Count * shape.Size)];
        var values = new float[from.Size];
        for (int i = 0; i < grey.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = grey.Image(i);
            for (int j = 0; j < values.Length; j++) values[j] = image[j];
            var resized = Resampler.CropAndResize(values, from, to);
            for (int j = 0; j < shape.Size; j++) pixels[i * shape.Size + j] = (byte)(resized[j % resized.Length] + 0.5f);
        }
        return new ImageSet(shape, pixels, grey.Labels);
    }
}
