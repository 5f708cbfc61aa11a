using Ign.MLNet.Restoration;

namespace Microsoft.ML;

/// <summary>Adds folders of images to the data sources of an <see cref="MLContext"/>.</summary>
public static class ImageFolderCatalog
{
    /// <summary>
    /// Lists the png, jpg, jpeg, jpe, jif, jfif, webp, tif, tiff, bmp, dib, gif and avif files of a folder and its subfolders, ordered by path, hidden ones
    /// excluded. Images are decoded one at a time while rows are read, and only where the image is asked for.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Column</term><description>Content</description></listheader>
    /// <item><term>Path</term><description>text: path below the folder, with <c>/</c> between folders</description></item>
    /// <item><term>Folder</term><description>text: the subfolder at the first level, by which many data sets name the class; empty, which ML.NET takes for a
    /// missing label, for files in the folder itself</description></item>
    /// <item><term>Image</term><description><see cref="Data.MLImage"/>, Bgra32, upright and in sRGB</description></item>
    /// </list>
    /// <para>
    /// An image belongs to whoever reads it, until he reads the next one into the same variable: as <c>LoadImages</c>, the column then disposes the old
    /// one. To keep images beyond their row, take their pixels, or read each into a new variable.
    /// </para>
    /// <para>libvips decodes; a program adds it with the package NetVips.Native.</para>
    /// </remarks>
    /// <param name="catalog">The catalog of data sources.</param>
    /// <param name="folder">The folder; links to other folders are followed.</param>
    /// <param name="options">Which images, their size, and what happens to damaged files; null for all images in their own size.</param>
    /// <exception cref="ArgumentException">Only one side of the size is set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The folder cannot be read, or a subfolder where unreadable images are not skipped.</exception>
    public static IDataView LoadImageFolder(this DataOperationsCatalog catalog, string folder, ImageFolderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options = (options ?? new ImageFolderOptions()).Validated();
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        return new ImageFolderDataView(folder, Paths(folder, options), options);
    }

    private static string[] Paths(string folder, ImageFolderOptions options)
    {
        var found = FolderScan.Of(folder, realOutput: null, new PathFilter(options.Include, options.Exclude), CancellationToken.None);
        if (options.Unreadable == UnreadableImage.Throw && found.FirstOrDefault(f => f.Outcome == RestorationOutcome.Failed) is { } failed)
            throw new IOException($"'{failed.Path}' in '{folder}': {failed.Reason}");
        return [.. found.Where(f => f.IsImage).Select(f => f.Path)];
    }
}
