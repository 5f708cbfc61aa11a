using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using Ign.MLNet.Restoration;

namespace Ign.MLNet.Cli;

/// <summary>The options that decide about results, shared by the commands that restore and that plan.</summary>
internal sealed class RestoreSettings
{
    private readonly Option<bool> _strictMetadata = new("--strict-metadata") { Description = "Fail images whose metadata cannot be carried whole and true." };
    private readonly Option<bool> _noTimes = new("--no-times") { Description = "Do not keep times of change and permissions." };
    private readonly Option<string[]> _include = Patterns("--include", "Only these images, e.g. '*.png' or '2024/**'; may be repeated.");
    private readonly Option<string[]> _exclude = Patterns("--exclude", "Not these images; may be repeated.");
    private readonly Option<FitMode?> _fit = Choice<FitMode>("--fit", "What to do with other sizes (default: see the model's card).");
    private readonly Option<int?> _overlap = new("--overlap") { Description = "Pixels by which tiles overlap (default: a quarter).", HelpName = "n" };
    private readonly Option<int> _applications = RangeOption.Create("--applications", "How many times f is applied.", 1, 1, 100);
    private readonly Option<float> _strength = RangeOption.Create("--strength", "How far results go from y to f(y); 0: copies.", 1f, 0f, 1f);
    private readonly Option<double> _cleanBelow = RangeOption.Create("--clean-below",
        "Copy what f changes by less, in levels of 255.", RestorationOptions.StandardCleanBelow, 0, byte.MaxValue);
    private readonly Option<ImageFormat?> _format = Choice("--format", "Format of results (default: as it was).", ImageFormat.Png, ImageFormat.Jpeg,
        ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Bmp);
    private readonly Option<int?> _quality = new("--quality") { Description = "Of JPEG and WebP, 1 to 100 (default: as it was, else 95).", HelpName = "n" };
    private readonly Option<double?> _maxDisplacement = new("--max-displacement") { Description = "Largest ‖f(y) − y‖ to accept.", HelpName = "x" };
    private readonly Option<double?> _maxResidual = new("--max-residual") { Description = "Largest |f(x) − x| to accept.", HelpName = "x" };
    private readonly Option<BeyondLimit> _beyond = new("--beyond")
    {
        Description = "Images above these fail, or are copied (default: fail).",
        HelpName = "fail|copy",
    };
    private readonly Option<long?> _maxPixels = new("--max-pixels") { Description = "Largest image to open (default: 100,000,000).", HelpName = "n" };
    private readonly Option<long?> _maxFileBytes = new("--max-file-bytes") { Description = "Largest file to read (default: 1 GiB).", HelpName = "n" };
    private readonly Option<double?> _maxDecodeTime = new("--max-decode-time")
    {
        Description = "Longest decoding of an image (default: 60).",
        HelpName = "seconds",
    };
    private readonly Option<int?> _maxExifBytes = new("--max-exif-bytes") { Description = "Largest EXIF to accept (default: 1 MiB).", HelpName = "n" };
    private readonly Option<int?> _maxScans = new("--max-scans") { Description = "Most scans of a JPEG (default: 100).", HelpName = "n" };
    private readonly Option<bool> _noResidual = new("--no-residual") { Description = "Do not measure |f(x) − x|: one application less." };

    internal RestoreSettings() => _beyond.AcceptOnly("fail", "copy");

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All =>
        [_fit, _overlap, _applications, _strength, _cleanBelow, _format, _quality, _include, _exclude, _maxDisplacement, _maxResidual, _beyond, _maxPixels,
            _maxFileBytes, _maxDecodeTime, _maxExifBytes, _maxScans, _strictMetadata, _noTimes, _noResidual];

    /// <summary>What was asked for.</summary>
    internal RestorationOptions From(ParseResult parsed, IgnModel model, string input, string output) => new()
    {
        Model = model,
        InputFolder = input,
        OutputFolder = output,
        Include = parsed.GetValue(_include) ?? [],
        Exclude = parsed.GetValue(_exclude) ?? [],
        Fit = parsed.GetValue(_fit),
        Overlap = parsed.GetValue(_overlap),
        Applications = parsed.GetValue(_applications),
        Strength = parsed.GetValue(_strength),
        CleanBelow = parsed.GetValue(_cleanBelow),
        Format = parsed.GetValue(_format),
        Quality = parsed.GetValue(_quality),
        StrictMetadata = parsed.GetValue(_strictMetadata),
        KeepTimes = !parsed.GetValue(_noTimes),
        MaxDisplacement = parsed.GetValue(_maxDisplacement),
        MaxResidual = parsed.GetValue(_maxResidual),
        Beyond = parsed.GetValue(_beyond),
        MeasureResidual = !parsed.GetValue(_noResidual),
        Limits = Limits(parsed),
    };

    private ImageLimits Limits(ParseResult parsed)
    {
        var standard = new ImageLimits();
        return new ImageLimits
        {
            MaxPixels = parsed.GetValue(_maxPixels) ?? standard.MaxPixels,
            MaxFileBytes = parsed.GetValue(_maxFileBytes) ?? standard.MaxFileBytes,
            MaxDecodeTime = parsed.GetValue(_maxDecodeTime) is { } seconds ? Seconds(seconds) : standard.MaxDecodeTime,
            MaxExifBytes = parsed.GetValue(_maxExifBytes) ?? standard.MaxExifBytes,
            MaxScans = parsed.GetValue(_maxScans) ?? standard.MaxScans,
        };
    }

    private static TimeSpan Seconds(double seconds)
    {
        const double Most = 1e6;
        if (seconds is > 0 and <= Most) return TimeSpan.FromSeconds(seconds);
        throw new UsageException(
            string.Create(CultureInfo.InvariantCulture, $"--max-decode-time: expected more than 0, at most {Most} seconds, got {seconds}."));
    }

    private static Option<string[]> Patterns(string name, string help) =>
        new(name) { Description = help, HelpName = "pattern", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    private static Option<T?> Choice<T>(string name, string help, params T[] values) where T : struct, Enum
    {
        string[] names = [.. (values.Length > 0 ? values : Enum.GetValues<T>()).Select(n => n.ToString().ToLowerInvariant())];
        var option = new Option<T?>(name) { Description = help, HelpName = string.Join('|', names) };
        option.AcceptOnly(names); // a number would parse as well
        return option;
    }
}
