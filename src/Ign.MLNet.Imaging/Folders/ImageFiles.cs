namespace Ign.MLNet.Imaging;

/// <summary>The image files below a folder, told by their extensions.</summary>
internal static class ImageFiles
{
    /// <summary>Paths relative to the folder, with <c>/</c> between folders, in ordinal order, without what <see cref="FolderWalk"/> leaves out.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no image.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder itself may not be read.</exception>
    internal static string[] Below(string folder)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'; expected a folder with images.");
        var entries = FolderWalk.Of(folder);
        if (entries.FirstOrDefault(e => e.Error is not null) is { } failed) throw new IOException($"'{failed.Path}' in '{folder}' {failed.Error}");
        string[] files = [.. entries.Where(e => e is { File: not null, LeftOut: null } && ImageFormats.IsImageName(e.Path)).Select(e => e.Path)];
        return files.Length > 0 ? files : throw new InvalidDataException($"'{folder}' holds no images ({ImageFormats.Accepted}).");
    }
}
