namespace Ign.MLNet.Imaging;

/// <summary>The image files below a folder, told by their extensions.</summary>
internal static class ImageFiles
{
    internal static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".jfif", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif"];

    /// <summary>Paths relative to the folder, in ordinal order; sub-folders are searched too, hidden files and folders are not.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no image.</exception>
    internal static string[] Below(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'; expected a folder with images.");
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };
        string[] files = [.. Directory.EnumerateFiles(folder, "*", options)
            .Where(f => Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Select(f => Path.GetRelativePath(folder, f))
            .Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InvalidDataException($"'{folder}' holds no images ({string.Join(' ', Extensions)}).");
    }
}
