using System.Globalization;

namespace Ign.MLNet.Cli;

/// <summary>Speeds as people read them: many images a second, or parts of a large one.</summary>
internal static class Speed
{
    private const double LeastPixels = 10_000;

    internal static string Of(double imagesPerSecond, double pixelsPerSecond) => imagesPerSecond < 1 && pixelsPerSecond >= LeastPixels
        ? string.Create(CultureInfo.InvariantCulture, $"{pixelsPerSecond / 1e6:0.00} megapixels/s")
        : string.Create(CultureInfo.InvariantCulture, $"{imagesPerSecond:0.0##} images/s");
}
