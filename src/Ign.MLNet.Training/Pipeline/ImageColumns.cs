using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using static System.FormattableString;

namespace Ign.MLNet.Training;

/// <summary>
/// Reads images of any size from a column, and their damaged versions from a second one, once. Their pixels go into files, so that they may be larger than
/// memory.
/// </summary>
/// <param name="clean">The images to learn from.</param>
/// <param name="damaged">A damaged version of each; null where damage is drawn.</param>
/// <param name="options">How crops are drawn.</param>
/// <param name="warn">Receives a sentence on rows that are left out.</param>
internal sealed class ImageColumns(TrainingColumn clean, TrainingColumn? damaged, IgnTrainerOptions options, Action<string> warn)
{
    private readonly CropOptions _crops = options.Training!.Crops!;

    /// <param name="data">The rows.</param>
    /// <param name="folder">Where the files lie until the result is disposed; created.</param>
    /// <exception cref="InvalidOperationException">An image is smaller than a crop, or has another size than its damaged version; the message names the
    /// row.</exception>
    /// <exception cref="IOException">There is no room for the pixels.</exception>
    internal TrainingPhotos Read(IDataView data, string folder)
    {
        Directory.CreateDirectory(folder);
        using var good = new PixelGatherer(Path.Combine(folder, "pixels"));
        using var bad = damaged is null ? null : new PixelGatherer(Path.Combine(folder, "pixels.damaged"));
        using var cursor = data.GetRowCursor(damaged is null ? [clean.Column] : [clean.Column, damaged.Column]);
        Func<MLImage?> first = Reader(cursor, clean), second = damaged is null ? () => null : Reader(cursor, damaged);
        long skipped = 0;
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var (image, version) = (first(), second());
            if (image is null || (bad is not null && version is null))
            {
                skipped++;
                continue;
            }
            CheckSize(image, cursor.Position);
            if (version is not null) CheckPair(image, version, cursor.Position);
            good.Add(Invariant($"row {cursor.Position}"), Decoded(image));
            bad?.Add(Invariant($"row {cursor.Position}"), Decoded(version!));
        }
        if (skipped > 0)
            warn(
                Invariant(
                    $"Skipped {skipped:N0} rows without an image in column '{clean.Name}'{(damaged is null ? "" : $" or '{damaged.Name}'")} during training."));
        return new TrainingPhotos(good.ToCache(), bad?.ToCache());
    }

    /// <summary>The image of the current row. The source keeps owning it, and those that make one for each row dispose the last one then.</summary>
    private static Func<MLImage?> Reader(DataViewRowCursor cursor, TrainingColumn column)
    {
        var getter = cursor.GetGetter<MLImage>(column.Column);
        MLImage image = null!;
        return () =>
        {
            getter(ref image);
            return image;
        };
    }

    private DecodedImage Decoded(MLImage image) =>
        new DecodedImage(image.Width, image.Height, CachedPhoto.Bands, ImagePixels.ToRgb(image)).Shrunk(_crops.Shrink);

    private void CheckSize(MLImage image, long row)
    {
        int side = _crops.Final?.Side ?? 0, height = Math.Max(side, clean.Shape.Height) * _crops.Shrink,
            width = Math.Max(side, clean.Shape.Width) * _crops.Shrink;
        if (image.Height < height || image.Width < width)
            throw new InvalidOperationException(Invariant($"Column '{clean.Name}', row {row}: expected an image of at least {width}x{height} pixels, which a crop takes, got one of {image.Width}x{image.Height}."));
    }

    private void CheckPair(MLImage image, MLImage version, long row)
    {
        if ((image.Width, image.Height) == (version.Width, version.Height)) return;
        throw new InvalidOperationException(Invariant($"Row {row}: the image in column '{clean.Name}' has {image.Width}x{image.Height} pixels, its damaged version in column '{damaged!.Name}' {version.Width}x{version.Height}; ") +
            "both must show the same at the same size.");
    }
}
