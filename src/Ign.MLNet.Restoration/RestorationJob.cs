using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// Restores all images of a folder: x = f(…f(y)…). The tree of folders, file names, formats, bit depth, alpha and metadata are kept.
/// </summary>
/// <remarks>
/// <para>Inputs are only read. Every output is written under a temporary name, noted in a journal, and renamed when it is complete. A file that cannot be
/// restored fails alone. A job that was cancelled or killed goes on where it was when the same one is run again, and an output is left alone only if
/// the content of its input, the model and the options are still the same.</para>
/// <para>Memory is bounded whatever the number of images: 0.4 KB for each file found; the network; for each inference, 3 to 6 batches of floats; and for the
/// images in work, at most <see cref="RestorationOptions.MaxMemory"/> or one image. A pixel of 8-bit colour takes 18 bytes for a model of three channels: 12
/// for the model, 3 as decoded and 3 as restored. An image that needs more than the process may use fails alone.</para>
/// <para>libvips, which decodes and encodes, is set up for the whole process: one thread an image, no operation cache, loaders for untrusted files
/// blocked.</para>
/// </remarks>
public sealed class RestorationJob : IAsyncDisposable
{
    private readonly RestorationSelection? _selection;
    private readonly JobFolders _folders;
    private readonly FileOperations _fileOperations;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lazy<IgnProjector> _projector;
    private readonly int _overlap;
    private Task _running = Task.CompletedTask;

    private RestorationJob(RestorationOptions options, RestorationSelection? selection, FileOperations files, TimeProvider time, CancellationToken cancellation)
    {
        OptionChecks.Check(options);
        Options = options;
        _selection = selection;
        _folders = new JobFolders(options, selection);
        _fileOperations = files;
        _time = time;
        Fit = options.Fit ?? options.Model.Card.Fit;
        _overlap = options.Overlap ?? Pieces.DefaultOverlap(options.Model.Shape);
        _projector = new Lazy<IgnProjector>(() => new IgnProjector(options.Model, Threads.Projector(options)));
        Vips.Ensure();
        FolderChecks.CheckFolders(options);
        Files = _folders.Find(cancellation);
        FolderChecks.CheckCollisions(Files, options.Format, ignoresCase: false);
        // A shard was looked at when its plan was made; what is too large in it fails alone.
        string? shrinking = selection is null ? ShrinkGuard.CheckFolder(options, Files) : null;
        string? room = Images > 0 ? FolderChecks.CheckRoom(options.OutputFolder, Files) : null;
        Warning = shrinking is null || room is null ? shrinking ?? room : $"{room} {shrinking}";
    }

    /// <summary>What the job does.</summary>
    public RestorationOptions Options { get; }

    /// <summary>How images of another size than the model's are treated: as the options say, or else the model's card.</summary>
    public FitMode Fit { get; }

    /// <summary>Number of files found in the input folder, or belonging to the shard.</summary>
    public int Found => Files.Count;

    /// <summary>How many of them are images to restore.</summary>
    public int Images => Files.Count(f => f.IsImage);

    /// <summary>Bytes of these images.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);

    /// <summary>What should be known before the job is run, in one line; null for nothing.</summary>
    public string? Warning { get; }

    /// <summary>All files, ordered by path.</summary>
    internal IReadOnlyList<FoundFile> Files { get; }

    /// <summary>Checks everything that can be refused before work, and lists the files. Writes nothing.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="RestorationRefusedException">The folders or options do not allow the job.</exception>
    /// <exception cref="DllNotFoundException">The native library of libvips is missing.</exception>
    public static Task<RestorationJob> OpenAsync(RestorationOptions options, CancellationToken cancellation = default) =>
        OpenAsync(options, null, cancellation);

    /// <summary>The same for a part of the folder, or with another file system or clock.</summary>
    internal static Task<RestorationJob> OpenAsync(RestorationOptions options, RestorationSelection? selection, CancellationToken cancellation,
        FileOperations? files = null, TimeProvider? time = null) =>
            Task.Run(() => new RestorationJob(options, selection, files ?? new FileOperations(), time ?? TimeProvider.System, cancellation), cancellation);

    /// <summary>
    /// Restores, without writing anything, up to <paramref name="sample"/> images that are spread over the list, and tells how long all would take.
    /// </summary>
    /// <param name="sample">How many images to try, at least 1.</param>
    /// <param name="cancellation">Stops the trial.</param>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing or the device cannot be used.</exception>
    public Task<RestorationForecast> ForecastAsync(int sample = 8, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 1);
        return Task.Run(() => new Rehearsal(this, Fit, _overlap, _projector.Value).Run(sample, cancellation), cancellation);
    }

    /// <summary>
    /// What each input would become: its path, that of its result, its size where it would be resized, and whether an earlier run has made it.
    /// Nothing is read but the journal, results of another length than they were made with and, where images are resized, the headers of the images.
    /// </summary>
    /// <param name="notices">Told after the last file of what should be known before the job is run; nothing else of <see cref="RestorationSummary.Notices"/>
    /// can be known then.</param>
    public IEnumerable<RestorationItem> Preview(IProgress<RestorationNotice>? notices = null) =>
        new Rehearsal(this, Fit, _overlap, null).Preview(_folders.Journal, notices);

    /// <summary>Runs the job.</summary>
    /// <param name="progress">Told of every finished file and of what is done of large ones, one call at a time but from different threads.</param>
    /// <param name="cancellation">Lets no further image begin. Those that have reached the network are finished; outputs that stand are complete.</param>
    /// <exception cref="RestorationRefusedException">The output cannot be written, or its file system ignores case and images would meet.</exception>
    /// <exception cref="RestorationBusyException">Another run is working on the same output folder.</exception>
    /// <exception cref="RestorationStoppedException">The run cannot go on: the disk is full, a folder has gone away, or the journal cannot be
    /// written.</exception>
    /// <exception cref="IgnRuntimeException">The native library of ONNX Runtime is missing or the device cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The job is running already.</exception>
    public Task<RestorationSummary> RunAsync(IProgress<RestoreProgress>? progress = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        if (!_running.IsCompleted) throw new InvalidOperationException("This job is running already.");
        var run = Task.Run(() => Run(progress, cancellation), CancellationToken.None);
        _running = run;
        return run;
    }

    /// <summary>Cancels a run that is under way, waits for it, and releases the network.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposing.IsCancellationRequested) return;
        await _disposing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_projector.IsValueCreated) _projector.Value.Dispose();
    }

    private KnownPlace Known(string path, string name) => new(_fileOperations, path, name);

    private async Task<RestorationSummary> Run(IProgress<RestoreProgress>? progress, CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _disposing.Token);
        linked.Token.ThrowIfCancellationRequested();
        long start = _time.GetTimestamp();
        TemporaryProfiles.RemoveLeftovers();
        string output = _folders.Prepare(Files);
        using var wholeFolder = _folders.Lock();
        using var part = _folders.LockPart();
        using var journal = _folders.Writable(() => RestorationJournal.Open(_fileOperations, _folders.Journal));
        var writer = new OutputWriter(_fileOperations, output, _folders.State, [Known(output, "output folder"), Known(_folders.Journal, "journal")],
            _selection?.Tag ?? "");
        var setup = new RunSetup(
            Options, Fit, _overlap, RestorationKey.Of(Options, Fit, _overlap), _fileOperations, journal, Known(Options.InputFolder, "input folder"), writer,
            _time);
        using var report = Options.ReportFolder is { } folder ? JobReport.Open(folder, RunHead.Of(this)) : null;
        using var run = new RestorationRun(setup, Files, _projector.Value, report, progress, linked.Token);
        try
        {
            await run.RunAsync().ConfigureAwait(false);
        }
        catch (RestorationStoppedException)
        {
            if (run.ReportIsWhole) report?.TryFinish(run.Summary(), Elapsed);
            throw;
        }
        var summary = run.Summary();
        var restored = Elapsed();
        if (summary.Complete) summary = summary with { Notices = Notices(summary, journal, writer) };
        if (report is not null)
        {
            run.Reporting();
            report.FinishOrStop(summary with { Elapsed = restored }, Elapsed);
        }
        var elapsed = Elapsed();
        summary = summary with { Elapsed = elapsed, Reporting = report is null ? TimeSpan.Zero : elapsed - restored };
        return summary.Complete
            ? summary
            : throw new OperationCanceledException("The restoration was cancelled.", cancellation.IsCancellationRequested ? cancellation : _disposing.Token);

        TimeSpan Elapsed() => _time.GetElapsedTime(start);
    }

    private IReadOnlyList<RestorationNotice> Notices(RestorationSummary summary, RestorationJournal journal, OutputWriter writer) =>
        [.. ((RestorationNotice?[])[journal.Damage, .. summary.Notices, LostInputs.Of(Options, Files, journal), writer.Refused]).OfType<RestorationNotice>()];
}
