using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Restores all images of a folder: x = f(…f(y)…). The tree of folders, file names, formats, bit depth, alpha and metadata are kept.
/// </summary>
/// <remarks>
/// Inputs are only read. Every output is written under a temporary name and renamed when it is complete. A file that cannot be restored
/// fails alone. Images of the batch in work are held in memory: at most the batch size, and at most 32 million pixels or one image.
/// libvips, which decodes and encodes, is set up for the whole process: one thread an image, no operation cache, loaders for untrusted files blocked.
/// </remarks>
public sealed record RestorationJob
{
    /// <summary>The model; it must have 1 or 3 channels.</summary>
    public required IgnModel Model { get; init; }

    /// <summary>Folder that is searched for png, jpg, jpeg, webp, tif, tiff and bmp files, subfolders included.</summary>
    public required string InputFolder { get; init; }

    /// <summary>Folder for the results, created when missing; it must be neither the input folder nor inside or around it.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>How many times f is applied, 1 to 100.</summary>
    public int Applications { get; init; } = 1;

    /// <summary>What to do with images of another size than the model's.</summary>
    public FitMode Fit { get; init; }

    /// <summary>Whether outputs that exist already are made anew; otherwise their inputs are skipped.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Largest number of pixels of an image, checked before it is decoded.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Number of files that are decoded and encoded at a time; 0 for one a processor core.</summary>
    public int Threads { get; init; }

    /// <summary>How the network is run; its batch size is also that of the job.</summary>
    public IgnProjectorOptions Inference { get; init; } = new();

    /// <summary>
    /// File for a report in JSON Lines, one line a file and one for the summary; null for none. It is also written when the job is
    /// cancelled, then with the files finished so far.
    /// </summary>
    public string? ReportFile { get; init; }

    /// <summary>Runs the job.</summary>
    /// <param name="progress">Told of every finished file, one at a time but from different threads.</param>
    /// <param name="cancellation">Stops the job between two files; outputs that stand are complete.</param>
    /// <exception cref="RestorationRefusedException">The folders or options do not allow the job; nothing has been written.</exception>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing or the device cannot be used.</exception>
    /// <exception cref="DllNotFoundException">The native library of libvips is missing.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public Task<RestorationSummary> RunAsync(IProgress<RestoreProgress>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Run(progress, cancellation), cancellation);

    private RestorationSummary Run(IProgress<RestoreProgress>? progress, CancellationToken cancellation)
    {
        CheckOptions();
        Vips.Ensure();
        var plan = RestorationPlan.For(this, cancellation);
        using var projector = new IgnProjector(Model, Inference);
        return new RestorationRun(this, plan, projector, progress, cancellation).Run();
    }

    private void CheckOptions()
    {
        if (Applications is < 1 or > 100) throw new RestorationRefusedException($"Expected 1 to 100 applications, got {Applications}.");
        if (MaxPixels < 1) throw new RestorationRefusedException($"Expected a positive pixel limit, got {MaxPixels}.");
        if (Threads < 0) throw new RestorationRefusedException($"Expected 0 (all cores) or more threads, got {Threads}.");
        if (!Enum.IsDefined(Fit)) throw new RestorationRefusedException($"Unknown fit mode {(int)Fit}.");
        if (Model.Shape.Channels is not (1 or 3))
            throw new RestorationRefusedException($"Images have 1 or 3 colour channels, but the model takes {Model.Shape}.");
    }
}
