using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>The options of a job that change what its outputs are; a shard takes the others (threads, GPU) from the machine that it runs on.</summary>
internal sealed record PlanOptions
{
    public required IReadOnlyList<string> Include { get; init; }

    public required IReadOnlyList<string> Exclude { get; init; }

    public required int Applications { get; init; }

    public required Networks.FitMode? Fit { get; init; }

    public required int? Overlap { get; init; }

    public required ImageFormat? Format { get; init; }

    public required int? Quality { get; init; }

    public required bool Overwrite { get; init; }

    public required bool RetryFailed { get; init; }

    public required bool TrustTimes { get; init; }

    public required bool MeasureResidual { get; init; }

    public required double? MaxDisplacement { get; init; }

    public required double? MaxResidual { get; init; }

    public required BeyondLimit Beyond { get; init; }

    /// <summary>Absent from plans of earlier versions.</summary>
    public bool StrictMetadata { get; init; }

    /// <summary>Absent from plans of earlier versions.</summary>
    public bool NoTimes { get; init; }

    /// <summary>Absent from plans of earlier versions.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>Absent from plans of earlier versions, which restored what is clean, too.</summary>
    public double CleanBelow { get; init; }

    public required ImageLimits Limits { get; init; }

    internal static PlanOptions Of(RestorationOptions options) => new()
    {
        Include = options.Include,
        Exclude = options.Exclude,
        Applications = options.Applications,
        Fit = options.Fit,
        Overlap = options.Overlap,
        Format = options.Format,
        Quality = options.Quality,
        Overwrite = options.Overwrite,
        RetryFailed = options.RetryFailed,
        TrustTimes = options.TrustTimes,
        MeasureResidual = options.MeasureResidual,
        MaxDisplacement = options.MaxDisplacement,
        MaxResidual = options.MaxResidual,
        Beyond = options.Beyond,
        StrictMetadata = options.StrictMetadata,
        NoTimes = !options.KeepTimes,
        Strength = options.Strength,
        CleanBelow = options.CleanBelow,
        Limits = options.Limits,
    };

    internal RestorationOptions For(IgnModel model, string input, string output) => new()
    {
        Model = model,
        InputFolder = input,
        OutputFolder = output,
        Include = Include,
        Exclude = Exclude,
        Applications = Applications,
        Fit = Fit,
        Overlap = Overlap,
        Format = Format,
        Quality = Quality,
        Overwrite = Overwrite,
        RetryFailed = RetryFailed,
        TrustTimes = TrustTimes,
        MeasureResidual = MeasureResidual,
        MaxDisplacement = MaxDisplacement,
        MaxResidual = MaxResidual,
        Beyond = Beyond,
        StrictMetadata = StrictMetadata,
        KeepTimes = !NoTimes,
        Strength = Strength,
        CleanBelow = CleanBelow,
        Limits = Limits,
    };
}
