using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// Photographs of any size to train on crop by crop. They are decoded once into a file from which crops are read, so that a set may be larger than memory.
/// </summary>
public sealed class TrainingPhotos : TrainingData
{
    private readonly PixelCache _clean;
    private readonly PixelCache? _damaged;

    internal TrainingPhotos(PixelCache clean, PixelCache? damaged) => (_clean, _damaged) = (clean, damaged);

    /// <inheritdoc/>
    public override int Count => _clean.Photos.Count;

    /// <summary>Pixels of all photographs, after <see cref="CropOptions.Shrink"/>.</summary>
    public long Pixels => _clean.Photos.Sum(p => (long)p.Width * p.Height);

    /// <summary>Files that are left out because they cannot be read or are smaller than a crop, each with the reason.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>Whether each photograph comes with a damaged version.</summary>
    public bool ArePairs => _damaged is not null;

    /// <summary>Opens the photographs of a folder; what was decoded before is not decoded again.</summary>
    /// <param name="folder">Folder with images, searched with its sub-folders.</param>
    /// <param name="cacheFile">File for the decoded pixels, three bytes each; its folder is created. That of the damaged ones has <c>.damaged</c> behind its
    /// name.</param>
    /// <param name="damagedFolder">Folder with a damaged version of each photograph: same relative path, any extension, same size. Null to draw damage.</param>
    /// <param name="shrink">See <see cref="CropOptions.Shrink"/>.</param>
    /// <param name="smallest">Shortest side that a photograph may have, in pixels after shrinking: that of the largest crop.</param>
    /// <param name="leaveOut">Whether files that cannot be used are left out (<see cref="LeftOut"/>) instead of refused.</param>
    /// <param name="threads">Photographs that are decoded at a time, as far as they fit into half a gigabyte; null for one a processor core. The result is the
    /// same.</param>
    /// <param name="progress">Receives the number of photographs decoded so far.</param>
    /// <param name="cancellationToken">Stops between two photographs.</param>
    /// <exception cref="DirectoryNotFoundException">A folder does not exist.</exception>
    /// <exception cref="InvalidDataException">There is no image, one cannot be used, or clean and damaged ones do not fit; the message names the
    /// first.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written, or a folder not be read.</exception>
    public static TrainingPhotos Open(string folder, string cacheFile, string? damagedFolder = null, int shrink = 1, int smallest = 1, bool leaveOut = false,
        int? threads = null, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(cacheFile);
        var limits = new ImageLimits();
        int atATime = threads ?? Environment.ProcessorCount;
        PixelCache? clean = null, damaged = null;
        try
        {
            clean = PixelCache.Open(folder, cacheFile, shrink, limits, atATime, progress, cancellationToken);
            if (damagedFolder is not null)
                damaged = PixelCache.Open(damagedFolder, cacheFile + ".damaged", shrink, limits, atATime, progress, cancellationToken);
            List<string> unusable = [.. Unusable(clean, folder, smallest), .. damaged is null ? [] : Unusable(damaged, damagedFolder!, 1)];
            if (unusable.Count > 0 && !leaveOut)
                throw new InvalidDataException($"{unusable[0]}{(unusable.Count > 1 ? $" So are {unusable.Count - 1:N0} more files." : "")}");
            clean.KeepOnly(p => Math.Min(p.Width, p.Height) >= smallest);
            if (damaged is not null) PhotoPairs.Match(clean, folder, damaged, damagedFolder!, leaveOut);
            if (clean.Photos.Count == 0) throw new InvalidDataException($"'{folder}' holds no photograph that can be trained on: {unusable[0]}");
            var photos = new TrainingPhotos(clean, damaged) { LeftOut = unusable };
            (clean, damaged) = (null, null);
            return photos;
        }
        finally
        {
            clean?.Dispose();
            damaged?.Dispose();
        }
    }

    private protected override void Dispose(bool disposing)
    {
        _clean.Dispose();
        _damaged?.Dispose();
        base.Dispose(disposing);
    }

    /// <exception cref="ArgumentException">A photograph is smaller than a crop.</exception>
    internal override ITrainingImages Images(TrainingOptions options)
    {
        var crop = options.Network.ImageShape;
        var (height, width) = (Math.Max(crop.Height, options.Crops?.Final?.Side ?? 0), Math.Max(crop.Width, options.Crops?.Final?.Side ?? 0));
        foreach (var photo in _clean.Photos)
            if (photo.Height < height || photo.Width < width)
                throw new ArgumentException($"'{photo.Path}' has {photo.Width}x{photo.Height} pixels, less than a crop of {width}x{height}.", nameof(options));
        return new PhotoCrops(_clean, _damaged, crop, options.Crops?.Detail ?? 0);
    }

    private static IEnumerable<string> Unusable(PixelCache cache, string folder, int smallest) =>
    [
        .. cache.Broken.Select(p => $"'{Path.Combine(folder, p.Path)}' {p.Broken}"),
        .. cache.Photos.Where(p => Math.Min(p.Width, p.Height) < smallest)
            .Select(p => $"'{Path.Combine(folder, p.Path)}' has {p.Width}x{p.Height} pixels, less than a crop of {smallest}x{smallest}."),
    ];
}
