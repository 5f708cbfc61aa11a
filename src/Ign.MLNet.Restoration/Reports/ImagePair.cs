using Ign.MLNet.Imaging;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>An input and its result, small enough for a page.</summary>
/// <param name="Item">Whose images they are.</param>
/// <param name="Before">The input as WebP.</param>
/// <param name="After">The result as WebP.</param>
/// <param name="Width">Columns in pixels of both.</param>
/// <param name="Height">Rows in pixels of both.</param>
internal sealed record ImagePair(RestorationItem Item, byte[] Before, byte[] After, int Width, int Height)
{
    /// <summary>Longest side in pixels.</summary>
    internal const int MaxSide = 480;

    /// <summary>Images up to this side are shown with their pixels, so these are kept exactly.</summary>
    internal const int MaxSmallSide = 128;

    private const int Quality = 85, Effort = 1;

    /// <summary>Whether the page enlarges it.</summary>
    internal bool IsSmall => Math.Max(Width, Height) <= MaxSmallSide;

    /// <summary>Reads both files; null where that fails, for the files may be gone, changed or damaged since they were listed.</summary>
    internal static ImagePair? TryRead(ReportHead head, RestorationItem item)
    {
        try
        {
            if (Within(head.InputFolder, item.Path) is not { } input || item.Output is null || Within(head.OutputFolder, item.Output) is not { } output)
                return null;
            var before = ImageDecoder.Thumbnail(input, new ImageLimits(), MaxSide);
            var after = ImageDecoder.Thumbnail(output, new ImageLimits(), MaxSide);
            return (before.Width, before.Height) == (after.Width, after.Height)
                ? new ImagePair(item, Encode(before), Encode(after), before.Width, before.Height)
                : null;
        }
        catch (Exception e) when (e is ImageFileException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Encode(DecodedImage decoded)
    {
        bool small = Math.Max(decoded.Width, decoded.Height) <= MaxSmallSide;
        return Vips.Run("cannot be shown", ImageFormat.WebP, () =>
        {
            using var raw = Image.NewFromMemoryCopy<byte>(decoded.Pixels, decoded.Width, decoded.Height, decoded.Bands, Enums.BandFormat.Uchar);
            using var image = raw.Copy(interpretation: Enums.Interpretation.Srgb);
            return image.WebpsaveBuffer(q: Quality, lossless: small, effort: Effort, keep: Enums.ForeignKeep.None);
        });
    }

    /// <summary>The full path; null for one that leads out of the folder, as a line that someone has changed may say.</summary>
    private static string? Within(string folder, string path) =>
        Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..") ? null : Path.Join(folder, path);
}
