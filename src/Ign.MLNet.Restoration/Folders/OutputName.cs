using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Names of results.</summary>
internal static class OutputName
{
    private static readonly HashSet<string> s_onlyRead = new(StringComparer.OrdinalIgnoreCase) { ".gif", ".avif" };

    /// <summary>The input's path, with another extension where another format is wanted.</summary>
    internal static string Of(string path, ImageFormat? format)
    {
        if (Format(path, format) is not { } wanted) return path;
        string[] names = Extensions(wanted);
        return names.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? path : Path.ChangeExtension(path, names[0]);
    }

    /// <summary>The format that a result must have; null for that of the input, which its content decides. What is only read becomes PNG.</summary>
    internal static ImageFormat? Format(string path, ImageFormat? format) => format ?? (s_onlyRead.Contains(Path.GetExtension(path)) ? ImageFormat.Png : null);

    private static string[] Extensions(ImageFormat format) => format switch
    {
        ImageFormat.Png => [".png"],
        ImageFormat.Jpeg => [".jpg", ".jpeg", ".jpe", ".jif", ".jfif"],
        ImageFormat.WebP => [".webp"],
        ImageFormat.Tiff => [".tif", ".tiff"],
        _ => [".bmp", ".dib"],
    };
}
