namespace Ign.MLNet.Restoration;

/// <summary>Names of results.</summary>
internal static class OutputName
{
    /// <summary>The input's path, with another extension where another format is wanted.</summary>
    internal static string Of(string path, ImageFormat? format)
    {
        if (format is not { } wanted) return path;
        string[] names = Extensions(wanted);
        return names.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? path : Path.ChangeExtension(path, names[0]);
    }

    private static string[] Extensions(ImageFormat format) => format switch
    {
        ImageFormat.Png => [".png"],
        ImageFormat.Jpeg => [".jpg", ".jpeg"],
        ImageFormat.WebP => [".webp"],
        ImageFormat.Tiff => [".tif", ".tiff"],
        _ => [".bmp"],
    };
}
