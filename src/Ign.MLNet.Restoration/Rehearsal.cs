using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>A job without its consequences: nothing is written.</summary>
internal sealed class Rehearsal(RestorationJob job, FitMode fit, int overlap, IgnProjector? projector)
{
    private readonly RestorationOptions _options = job.Options;

    /// <summary>What each file would become.</summary>
    /// <param name="journalFile">The memory of the folder, which may be missing.</param>
    /// <param name="notices">Told at the end of what a run would tell that can be known before.</param>
    internal IEnumerable<RestorationItem> Preview(string journalFile, IProgress<RestorationNotice>? notices)
    {
        var key = RestorationKey.Of(_options, fit, overlap);
        using var journal = RestorationJournal.ReadOnly(journalFile);
        RestorationNotice? leftAlone = null;
        foreach (var file in job.Files)
        {
            var item = file.IsImage ? Preview(file, journal?.Find(file.Path, OutputName.Of(file.Path, _options.Format)), key) : file.Settled;
            if (file.IsImage && item is { Outcome: RestorationOutcome.Skipped, Output: null })
                leftAlone = RestorationNotice.OneMore(leftAlone, RestorationNoticeKind.LeftAlone, item.Path, item.Reason);
            yield return item;
        }
        if (notices is null) yield break;
        foreach (var notice in (RestorationNotice?[])[journal?.Damage, leftAlone, journal is null ? null : LostInputs.Of(_options, job.Files, journal)])
            if (notice is not null) notices.Report(notice);
    }

    /// <summary>Restores some images in memory.</summary>
    internal RestorationForecast Run(int sample, CancellationToken cancellation)
    {
        var images = job.Files.Where(f => f.IsImage).ToArray();
        var chosen = Enumerable.Range(0, Math.Min(sample, images.Length)).Select(i => images[(int)((long)i * images.Length / Math.Min(sample, images.Length))])
            .ToArray();
        var plan = new PiecePlan(_options, fit, overlap, WorkMemory.Budget(_options, WorkMemory.Available));
        var stage = new InferStage(projector!, _options, TimeProvider.System);
        var failures = new List<RestorationItem>();
        TimeSpan coding = default, inferring = default;
        long inputs = 0, outputs = 0;
        foreach (var file in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            var clock = new WorkClock(TimeProvider.System);
            try
            {
                var (bytes, projecting) = Restore(file, plan, stage);
                outputs += bytes;
                inferring += projecting;
                coding += clock.Elapsed - projecting;
                inputs += file.Bytes;
            }
            catch (Exception e) when (ItemFailure.Is(e))
            {
                failures.Add(new RestorationItem(file.Path, RestorationOutcome.Failed, ItemFailure.Reason(e)) { Retryable = ItemFailure.MayPass(e) });
            }
        }
        double share = inputs > 0 ? (double)job.Bytes / inputs : 0;
        // The trial works on one image at a time, and a run on one for each thread.
        TimeSpan? time = inputs > 0 ? share * ((coding / Threads.Decoding(_options)) + (inferring / Threads.Inferring(_options))) : null;
        return new RestorationForecast(chosen.Length, failures, (long)(outputs * share), time);
    }

    private (int Bytes, TimeSpan Inferring) Restore(FoundFile file, PiecePlan plan, InferStage stage)
    {
        var content = new FileOperations().Read(Path.Join(_options.InputFolder, file.Path), _options.Limits.MaxFileBytes);
        using var image = RestorableImage.Open(content, _options.Limits);
        plan.Check(image.Width, image.Height);
        var pieces = plan.Of(image, image.Decode(_options.Model.Card));
        var projection = stage.Project([pieces], (_, _, _) => { })[0];
        return (image.Encode(pieces.Result(), _options.Model.Card, OutputName.Format(file.Path, _options.Format), _options.Quality).Length,
            projection.Inferring);
    }

    /// <summary>Whether a result has another length than when it was made. Only then is it worth reading: a killed run may have left the one before.</summary>
    private static bool IsChanged(FileInfo result, JournalEntry entry)
    {
        if (entry.Item.OutputBytes is not { } bytes || bytes == result.Length) return false;
        try
        {
            return new FileOperations().Hash(result.FullName) != entry.Replaces;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // the run will tell
        }
    }

    private RestorationItem Preview(FoundFile file, JournalEntry? entry, RestorationKey key)
    {
        string output = OutputName.Of(file.Path, _options.Format), target = Path.Join(_options.OutputFolder, output);
        var standing = new FileInfo(target);
        bool stands = standing.Exists;
        if (stands && !_options.Overwrite && entry is not null && IsChanged(standing, entry))
            return new(file.Path, RestorationOutcome.Skipped, "the output was changed since it was made");
        if (stands && entry?.Key == key.Result && entry.Item.InputBytes == file.Bytes)
            return new(file.Path, RestorationOutcome.Skipped, "up to date, if its content is unchanged") { Output = output };
        if (stands && entry is null && !_options.Overwrite) return new(file.Path, RestorationOutcome.Skipped, "the output exists already");
        var item = new RestorationItem(file.Path, RestorationOutcome.Done) { Output = output, InputBytes = file.Bytes };
        if (fit != FitMode.Resize || ImageHeader.SizeOf(Path.Join(_options.InputFolder, file.Path)) is not { } size) return item;
        var (width, height) = size;
        if (ShrinkGuard.Guards(_options) && ShrinkGuard.IsBeyond(width, height, _options.Model.Shape))
            item = item with { Outcome = RestorationOutcome.Failed, Reason = ShrinkGuard.Reason(width, height, _options.Model.Shape), Output = null };
        return item with { Width = width, Height = height };
    }
}
