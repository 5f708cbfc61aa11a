using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>What a <see cref="RestorationJob"/> shall do.</summary>
public sealed record RestorationOptions
{
    /// <summary>The default value of <see cref="CleanBelow"/>, in levels.</summary>
    public const double StandardCleanBelow = 1;

    /// <summary>The model; it must have 1 or 3 channels.</summary>
    public required IgnModel Model { get; init; }

    /// <summary>
    /// Folder that is searched for png, jpg, jpeg, jpe, jif, jfif, webp, tif, tiff, bmp, dib, gif and avif files, subfolders included. It is only read.
    /// </summary>
    public required string InputFolder { get; init; }

    /// <summary>
    /// Folder for the results, created when missing; it must be neither the input folder nor inside or around it. Its hidden subfolder <c>.ign</c> holds
    /// the journal by which an interrupted job goes on.
    /// </summary>
    public required string OutputFolder { get; init; }

    /// <summary>
    /// Patterns of paths below the input folder, for example <c>**/*.png</c> or <c>2024/**</c>, in any case of letters; empty for all images.
    /// </summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of paths below the input folder that are skipped although they are included.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>How many times f is applied, 1 to 100.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>
    /// How far results go from the input to the projection, 0 to 1: y + strength · (f(y) − y). At 0, all images are copied (where the format stays, byte for
    /// byte).
    /// </summary>
    public float Strength { get; init; } = 1;

    /// <summary>
    /// Images that f changes everywhere by less than this are clean and are copied: root mean square of f(y) − y over any 32 × 32 pixels, in levels of
    /// 255, at least 0. The default value is a single level, the least that a file of 8 bits can show; 0 for none.
    /// </summary>
    public double CleanBelow { get; init; } = StandardCleanBelow;

    /// <summary>
    /// What to do with images of another size than the model's; null for what the model's card says. A card that says <see cref="FitMode.Resize"/> shrinks
    /// sides to half at most: larger images fail, and a folder of such images is refused, until it is said here. A model that takes images of any size needs
    /// none: <see cref="FitMode.Exact"/> or null, all else is refused.
    /// </summary>
    public FitMode? Fit { get; init; }

    /// <summary>By how many pixels neighbouring tiles overlap at least, 0 to half of the model's shorter side; null for a quarter of it. Tiles for a model of
    /// any size have none that could be chosen: null.</summary>
    public int? Overlap { get; init; }

    /// <summary>Format of the results; null for that of each input, and PNG for what is only read (GIF, AVIF).</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>
    /// Quality of JPEG and WebP with loss, 1 to 100; null for the one that a JPEG was stored with, and 95 where that is unknown.
    /// </summary>
    public int? Quality { get; init; }

    /// <summary>Whether images fail whose metadata cannot be carried whole and true; otherwise the report names what is missing.</summary>
    public bool StrictMetadata { get; init; }

    /// <summary>
    /// Whether results get the time of change of their inputs, and where the system has them the permissions for owner, group and others. A file system that
    /// refuses is told of (<see cref="RestorationNoticeKind.TimesRefused"/>).
    /// </summary>
    public bool KeepTimes { get; init; } = true;

    /// <summary>Whether outputs are replaced that this folder's journal does not know; otherwise their inputs are skipped.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether images are tried again that failed before for what they are; otherwise they fail again without work.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>
    /// Whether a file whose size and time of change are those of an earlier run is taken for unchanged; otherwise its content is read and compared.
    /// </summary>
    public bool TrustTimes { get; init; }

    /// <summary>Whether one further application is made to measure the residual; without it the work is k instead of k + 1 applications.</summary>
    public bool MeasureResidual { get; init; } = true;

    /// <summary>Largest displacement of a result; null for any.</summary>
    public double? MaxDisplacement { get; init; }

    /// <summary>Largest residual of a result; null for any.</summary>
    public double? MaxResidual { get; init; }

    /// <summary>What becomes of an image beyond <see cref="MaxDisplacement"/> or <see cref="MaxResidual"/>.</summary>
    public BeyondLimit Beyond { get; init; }

    /// <summary>What a single file may cost.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Threads that decode, and as many that encode; 0 for one a processor core.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Bytes that all images in work hold together, at least 1; a larger image is worked on alone. null for 512 MB, or 128 MB a thread if that is more, but at
    /// most 40 % of what the process may use: a container's limit counts. A model of any size adds 1280 MB for each inference at once; what its network takes
    /// is counted too, and an image that does not fit whole is projected in tiles that give the same.
    /// </summary>
    public long? MaxMemory { get; init; }

    /// <summary>How the network is run. On the processor, 0 threads stand for one inference on each core instead of one on all of them.</summary>
    public IgnProjectorOptions Inference { get; init; } = new();

    /// <summary>
    /// Folder for <c>report.jsonl</c>, <c>summary.json</c> and <c>report.html</c>, created when missing; null for no report. It is also written when the
    /// job is cancelled, then with the files finished so far.
    /// </summary>
    public string? ReportFolder { get; init; }
}
