using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Checks the ranges of options.</summary>
internal static class OptionChecks
{
    private const int MaxThreads = 1024;

    /// <exception cref="RestorationRefusedException">A value is out of its range, or the model is not for pictures.</exception>
    internal static void Check(RestorationOptions options)
    {
        var shape = options.Model.Shape;
        int overlapLimit = Math.Min(shape.Height, shape.Width) / 2;
        Require(shape.Channels is 1 or 3, $"Images have 1 or 3 colour channels, but the model takes {shape}.");
        Require(options.Applications is >= 1 and <= 100, $"Expected 1 to 100 applications, got {options.Applications}.");
        Require(options.Strength is >= 0 and <= 1, $"Expected a strength of 0 to 1, got {options.Strength}.");
        Require(options.CleanBelow >= 0, $"Expected at least 0 levels below which images are clean, got {options.CleanBelow}.");
        Require(options.Fit is not { } fit || Enum.IsDefined(fit), $"Unknown fit mode {options.Fit}.");
        Require(!options.Model.AnySize || options.Fit is null or FitMode.Exact,
            $"The model takes images of any size as they are: leave the fit '{Text(options.Fit)}' out (--fit).");
        Require(!options.Model.AnySize || options.Overlap is null,
            "The model takes images of any size as they are, or in tiles that need no overlap: leave the overlap out (--overlap).");
        Require(options.Format is not { } format || Enum.IsDefined(format), $"Unknown format {options.Format}.");
        Require(options.Format is not { } wanted || ImageFormats.IsWritten(wanted), $"Results are not written as {options.Format}.");
        Require(Enum.IsDefined(options.Beyond), $"Unknown choice {options.Beyond} for images beyond a limit.");
        Require(options.Overlap is null || (options.Overlap >= 0 && options.Overlap <= overlapLimit),
            $"Expected an overlap of 0 to {overlapLimit} pixels, got {options.Overlap}.");
        Require(options.Quality is null or (>= 1 and <= 100), $"Expected a quality of 1 to 100, got {options.Quality}.");
        Require(options.MaxDisplacement is null or >= 0, $"Expected a largest displacement of at least 0, got {options.MaxDisplacement}.");
        Require(options.MaxResidual is null or >= 0, $"Expected a largest residual of at least 0, got {options.MaxResidual}.");
        Require(options.Threads is >= 0 and <= MaxThreads, $"Expected 0 (all cores) to {MaxThreads} threads, got {options.Threads}.");
        Require(options.MaxMemory is null or >= 1, $"Expected at least 1 byte of memory for images, got {options.MaxMemory}.");
        Require(options.Limits.MaxPixels >= 1, $"Expected a positive pixel limit, got {options.Limits.MaxPixels}.");
        Require(options.Limits.MaxExifBytes >= 0, $"Expected an EXIF limit of at least 0 bytes, got {options.Limits.MaxExifBytes}.");
        Require(options.Limits.MaxScans >= 1, $"Expected a limit of at least 1 scan, got {options.Limits.MaxScans}.");
        Require(options.Limits.MaxDecodeTime > TimeSpan.Zero, $"Expected a positive time for decoding, got {options.Limits.MaxDecodeTime}.");
        Require(options.Limits.MaxFileBytes is >= 1 and <= int.MaxValue,
            $"Expected a file limit of 1 to {int.MaxValue:N0} bytes, got {options.Limits.MaxFileBytes}.");
    }

    private static string Text(FitMode? fit) => fit?.ToString().ToLowerInvariant() ?? "";

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new RestorationRefusedException(message);
    }
}
