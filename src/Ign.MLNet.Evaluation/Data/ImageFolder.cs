using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Reads a folder of image files as images of one shape, as the job that restores folders reads them: upright, in sRGB. The program brings libvips.
/// </summary>
public static class ImageFolder
{
    private static readonly ImageLimits s_limits = new();

    /// <summary>
    /// Reads every image below <paramref name="folder"/> in ordinal order of the relative paths. The largest centred part with the aspect of
    /// <paramref name="shape"/> is cut out and resampled; transparent parts are black; one channel is Rec. 601 luma, three are red, green, blue.
    /// </summary>
    /// <param name="folder">Folder, searched with its sub-folders.</param>
    /// <param name="shape">Shape of the result, with 1 or 3 channels.</param>
    /// <param name="labelsFromFolders">
    /// Take the first sub-folder of each file as its class: classes are numbered in ordinal order of their names, at most 256.
    /// </param>
    /// <param name="limit">Read at most this many files.</param>
    /// <param name="progress">Receives the number of images read so far.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">There is no image, one cannot be read (it is named), or the labels are more than 256.</exception>
    /// <exception cref="ArgumentException">The shape has neither 1 nor 3 channels.</exception>
    public static ImageSet Read(string folder, TensorShape shape, bool labelsFromFolders = false, int limit = int.MaxValue, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected 1 or 3 channels, got shape {shape}.", nameof(shape));
        string[] files = Files(folder, limit);
        if ((long)files.Length * shape.Size > Array.MaxLength)
            throw new InvalidDataException($"{files.Length} images of {shape} do not fit in one set; read at most {Array.MaxLength / shape.Size}.");

        var labels = labelsFromFolders ? Labels(folder, files) : null;
        var pixels = new byte[files.Length * shape.Size];
        for (int i = 0; i < files.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Decode(Path.Combine(folder, files[i]), shape, pixels.AsSpan(i * shape.Size, shape.Size));
            progress?.Report(i + 1);
        }
        return new ImageSet(shape, pixels, labels);
    }

    /// <summary>Reads one image, brought to <paramref name="shape"/> as <see cref="Read"/> does.</summary>
    /// <param name="path">Image file.</param>
    /// <param name="shape">Shape of the result, with 1 or 3 channels.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is not a readable image.</exception>
    /// <exception cref="ArgumentException">The shape has neither 1 nor 3 channels.</exception>
    public static ImageSet ReadFile(string path, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected 1 or 3 channels, got shape {shape}.", nameof(shape));
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'; expected an image.", path);
        var pixels = new byte[shape.Size];
        Decode(path, shape, pixels);
        return new ImageSet(shape, pixels, null);
    }

    /// <summary>Relative paths of the images below a folder, with <c>/</c> between folders, in ordinal order.</summary>
    internal static string[] Files(string folder, int limit = int.MaxValue) => [.. ImageFiles.Below(folder).Take(limit)];

    /// <summary>Classes by the first sub-folder of each file.</summary>
    internal static byte[] Labels(string folder, string[] files)
    {
        string[] classes = [.. files.Select(f => f.Split('/')).Select(p => p.Length > 1 ? p[0] : "")];
        if (classes.Contains("")) throw new InvalidDataException($"'{folder}' has images outside class sub-folders; put each into <class>/<file>.");
        string[] names = [.. classes.Distinct().Order(StringComparer.Ordinal)];
        if (names.Length > 256) throw new InvalidDataException($"'{folder}' has {names.Length} class sub-folders; at most 256 are possible.");
        return [.. classes.Select(c => (byte)Array.BinarySearch(names, c, StringComparer.Ordinal))];
    }

    private static void Decode(string path, TensorShape shape, Span<byte> destination)
    {
        try
        {
            var image = ImageDecoder.Read(path, s_limits, size: null).Shrunk(1);
            var resampled = Resampler.CropAndResize(Planes(image, shape.Channels), new TensorShape(shape.Channels, image.Height, image.Width), shape);
            for (int i = 0; i < destination.Length; i++) destination[i] = (byte)(resampled[i] + 0.5f);
        }
        catch (ImageFileException e)
        {
            throw new InvalidDataException($"'{path}' {e.Message}", e);
        }
    }

    /// <summary>The channels one after another.</summary>
    private static float[] Planes(DecodedImage image, int channels)
    {
        int count = image.Width * image.Height;
        var planes = new float[channels * count];
        for (int i = 0, at = 0; i < count; i++, at += 3)
        {
            var (r, g, b) = (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
            if (channels == 1) planes[i] = r == g && g == b ? r : 0.299f * r + 0.587f * g + 0.114f * b;
            else (planes[i], planes[count + i], planes[2 * count + i]) = (r, g, b);
        }
        return planes;
    }
}
