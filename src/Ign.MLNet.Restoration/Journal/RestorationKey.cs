using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Identifies everything but the input that decides about a result: the model's content and the options.</summary>
/// <param name="Result">For results.</param>
/// <param name="Failure">For failures, which depend on the limits as well.</param>
internal sealed record RestorationKey(string Result, string Failure)
{
    /// <summary>The key of a job.</summary>
    internal static RestorationKey Of(RestorationOptions options, FitMode fit, int overlap)
    {
        var result = string.Create(CultureInfo.InvariantCulture,
            $"2 {options.Model.Hash} {options.Applications} {fit} {(fit == FitMode.Tile ? overlap : 0)} {options.Format} {options.Quality} {options.MaxDisplacement:R} {options.MaxResidual:R} {options.Beyond}{(options.StrictMetadata ? " strict" : "")} {options.Strength:R} {options.CleanBelow:R}");
        var limits = options.Limits;
        string guarded = ShrinkGuard.Guards(options) ? " guarded" : ""; // an image that failed for its size is tried again when its fit is asked for
        return new RestorationKey(Hash(result),
            Hash(string.Create(CultureInfo.InvariantCulture,
                $"{result}{guarded} {limits.MaxPixels} {limits.MaxExifBytes} {limits.MaxScans} {limits.MaxDecodeTime} {limits.MaxFileBytes}")));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
