using System.Globalization;

namespace Ign.MLNet.Cli;

/// <summary>Speeds as people read them: many images a second, or parts of a large one.</summary>
internal static class Speed
{
    private const double LeastPixels = 10_000;

    /// <summary>The speed; empty where there is none to tell.</summary>
    internal static string Of(double imagesPerSecond, double pixelsPerSecond) => imagesPerSecond switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{imagesPerSecond:0.0} images/s"),
        _ when pixelsPerSecond >= LeastPixels => string.Create(CultureInfo.InvariantCulture, $"{pixelsPerSecond / 1e6:0.00} megapixels/s"),
        > 0.0005 => string.Create(CultureInfo.InvariantCulture, $"{imagesPerSecond:0.###} images/s"),
        _ => "",
    };
}
