using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// A folder of images divided into shards that run independently: on any machines that see the same folders, at any time, as often as needed. The
/// plan's own folder holds <c>plan.json</c>, <c>manifest.jsonl</c>, and for each shard its journal, its report and, once it is through, <c>done.json</c>.
/// </summary>
public sealed class ShardedPlan
{
    /// <summary>Most shards of a plan: what a Slurm array takes where its limit was not raised.</summary>
    public const int MaxShards = 1_000;

    private ShardedPlan(string folder, PlanDocument document, string hash) => (Folder, Document, Hash) = (folder, document, hash);

    /// <summary>Absolute path of the plan's folder.</summary>
    public string Folder { get; }

    /// <summary>Absolute path of the model file.</summary>
    public string ModelPath => Document.Model;

    /// <summary>SHA-256 that the model file must have, in lower-case hexadecimal.</summary>
    public string ModelHash => Document.ModelHash;

    /// <summary>Absolute path of the folder with the images.</summary>
    public string InputFolder => Document.Input;

    /// <summary>Absolute path of the folder for the results.</summary>
    public string OutputFolder => Document.Output;

    /// <summary>Number of shards, 1 to <see cref="MaxShards"/>; they are numbered from 0.</summary>
    public int Shards => Document.Shards.Count;

    /// <summary>Number of files found, images or not.</summary>
    public int Files => Document.Files;

    /// <summary>Number of images to restore.</summary>
    public int Images => Document.Images;

    /// <summary>Size of the images, in bytes.</summary>
    public long Bytes => Document.Bytes;

    /// <summary>Number of images of a shard.</summary>
    /// <exception cref="RestorationRefusedException">There is no such shard.</exception>
    public int ImagesOf(int shard) => Part(shard).Images;

    /// <summary>Size of the images of a shard, in bytes.</summary>
    /// <exception cref="RestorationRefusedException">There is no such shard.</exception>
    public long BytesOf(int shard) => Part(shard).Bytes;

    /// <summary>
    /// Number of files of the plan that are images of kinds that cannot be read, by extension in lower case as in <c>.heic</c>. Reads the manifest.
    /// </summary>
    /// <exception cref="IgnFormatException">The manifest is damaged.</exception>
    public IReadOnlyDictionary<string, int> Unreadable() =>
        Enumerable.Range(0, Shards).SelectMany(Lines).Where(l => !l.IsImage).Select(l => l.Item.UnreadableKind).OfType<string>().CountBy(k => k).ToDictionary();

    /// <summary>Folder of a shard's own report.</summary>
    public string ReportFolderOf(int shard) => ShardFolder.Of(Folder, shard).Report;

    internal PlanDocument Document { get; }

    /// <summary>SHA-256 of <c>plan.json</c>.</summary>
    internal string Hash { get; }

    /// <summary>Scans the input folder, divides its images by bytes and writes the plan. Nothing is restored yet.</summary>
    /// <param name="options">The job. Threads and <see cref="RestorationOptions.Inference"/> are not part of a plan; each shard has its own.</param>
    /// <param name="modelPath">The file of the options' model, which the shards load by its absolute path.</param>
    /// <param name="shards">Shards that are wanted, 1 to <see cref="MaxShards"/>; there are fewer where there are fewer images.</param>
    /// <param name="folder">Folder for the plan, empty or missing, apart from the input and output folders.</param>
    /// <param name="replace">Whether a plan in that folder is replaced although its shards have begun; what they know of their results is lost.</param>
    /// <param name="cancellation">Stops the scan; then nothing is written.</param>
    /// <exception cref="RestorationRefusedException">The job or the folder is refused; nothing is written.</exception>
    public static async Task<ShardedPlan> CreateAsync(RestorationOptions options, string modelPath, int shards, string folder, bool replace = false,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(modelPath);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (shards is < 1 or > MaxShards) throw new RestorationRefusedException($"A plan has 1 to {MaxShards} shards, not {shards}.");
        await PlanWriter.WriteAsync(options, modelPath, shards, Path.GetFullPath(folder), replace, cancellation).ConfigureAwait(false);
        return Load(folder);
    }

    /// <summary>Reads and checks a plan. The manifest is checked by the shards, each its own part.</summary>
    /// <param name="folder">Folder of the plan.</param>
    /// <exception cref="RestorationRefusedException">The folder holds no plan.</exception>
    /// <exception cref="IgnFormatException">The plan is damaged, or of another format.</exception>
    public static ShardedPlan Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string full = Path.GetFullPath(folder);
        var (document, hash) = PlanFile.Read(full);
        return new ShardedPlan(full, document, hash);
    }

    /// <summary>Restores the images of one shard. After an interruption the same call goes on; a shard that is done is only checked.</summary>
    /// <param name="shard">Number of the shard, from 0.</param>
    /// <param name="inference">How the network is run on this machine; null for the standard.</param>
    /// <param name="threads">As <see cref="RestorationOptions.Threads"/>.</param>
    /// <param name="progress">Reported once for each file of the shard.</param>
    /// <param name="retryFailed">Whether images that failed for what they are are tried again, as with <see cref="RestorationOptions.RetryFailed"/>.</param>
    /// <param name="maxMemory">As <see cref="RestorationOptions.MaxMemory"/>.</param>
    /// <param name="cancellation">Stops after the images in work; what is done stays done.</param>
    /// <exception cref="RestorationRefusedException">There is no such shard, the model is not the one of the plan, or the options are impossible: trying again
    /// would not help.</exception>
    /// <exception cref="RestorationStoppedException">
    /// The model or the input folder is not there, the output cannot be written or its disk is full, or not one image could be read or written: trying
    /// again later or on another machine may help.
    /// </exception>
    /// <exception cref="RestorationBusyException">Another run is working on this shard.</exception>
    /// <exception cref="IgnFormatException">The manifest is not the one of the plan, or the model is damaged.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public Task<RestorationSummary> RunAsync(int shard, IgnProjectorOptions? inference = null, int threads = 0, IProgress<RestoreProgress>? progress = null,
        bool retryFailed = false, long? maxMemory = null, CancellationToken cancellation = default)
    {
        CheckShard(shard);
        return ShardRun.RunAsync(this, shard, inference ?? new IgnProjectorOptions(), threads, maxMemory, progress, retryFailed, cancellation);
    }

    /// <summary>
    /// Proves that the shards together have worked on every file of the plan exactly once, and that every result is there with the length and content that
    /// it was made with. Reads all results; writes nothing but the report.
    /// </summary>
    /// <param name="reportFolder">Folder for one report of all shards, created when missing; null for none.</param>
    /// <param name="problems">Told of each problem in one line.</param>
    /// <param name="cancellation">Stops; the report is then not written.</param>
    /// <exception cref="RestorationRefusedException">The model of the plan or a folder is not there.</exception>
    /// <exception cref="IOException">The report cannot be written.</exception>
    public async Task<ShardVerification> VerifyAsync(string? reportFolder = null, IProgress<string>? problems = null, CancellationToken cancellation = default)
    {
        if (reportFolder is null)
            return await Task.Run(() => new ShardVerifier(this, _ => { }, problems, cancellation).Run(), cancellation).ConfigureAwait(false);
        var options = Document.Options.For(ShardRun.LoadModel(this), InputFolder, OutputFolder) with { ReportFolder = reportFolder };
        var job = await RestorationJob.OpenAsync(options, new RestorationSelection([], Folder, ""), cancellation).ConfigureAwait(false);
        await using var disposal = job.ConfigureAwait(false);
        return await Task.Run(() =>
        {
            using var report = new JobReport(reportFolder, RunHead.Of(job));
            var verifier = new ShardVerifier(this, report.Add, problems, cancellation);
            var result = verifier.Run();
            report.Finish(verifier.Summary());
            return result;
        }, cancellation).ConfigureAwait(false);
    }

    internal void CheckShard(int shard)
    {
        if (shard < 0 || shard >= Shards)
            throw new RestorationRefusedException($"The plan has no shard {shard}; its {Shards} shards are numbered from 0 to {Shards - 1}.");
    }

    private PlanPart Part(int shard)
    {
        CheckShard(shard);
        return Document.Shards[shard];
    }

    internal IReadOnlyList<ManifestLine> Lines(int shard) => Manifest.Read(Path.Join(Folder, Manifest.Name), Document.Shards[shard], shard);
}
