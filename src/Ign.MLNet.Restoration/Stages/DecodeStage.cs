using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Reads a file, finds out whether there is anything to do, and decodes it. May be used by several threads at once.</summary>
/// <param name="run">What all stages share.</param>
/// <param name="budget">Pixels in work.</param>
/// <param name="files">Bytes of files in memory.</param>
/// <param name="stop">Ends waiting for them.</param>
internal sealed class DecodeStage(RunSetup run, Budget budget, Budget files, CancellationToken stop)
{
    /// <summary>Does the work; the item is then ready for the network.</summary>
    /// <returns>Null, or the end of a file for which there is nothing to do.</returns>
    /// <exception cref="ImageFileException">It cannot be restored, for what it is.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal StageEnd? Work(WorkItem item)
    {
        string path = item.File.Path, full = run.InputPath(path), output = OutputName.Of(path, run.Options.Format);
        var stamp = run.Files.Stamp(full);
        var entry = run.Journal.Find(path, output);
        item.InputTime = stamp?.Time ?? 0;
        item.InputBytes = stamp?.Length ?? 0;
        if (run.Options.TrustTimes && entry is not null && stamp is { } now && now.Time == entry.InputTime && now.Length == entry.Item.InputBytes)
        {
            if (Settled(entry, () => run.Files.Stamp(run.Output.Target(output)) is { } there && there.Length == entry.Item.OutputBytes && there.Time == entry.OutputTime) is { } end) return end;
        }
        Wait(item, files, item.FileBytes = Math.Min(stamp?.Length ?? 0, run.Options.Limits.MaxFileBytes));
        byte[] bytes = run.Files.Read(full, run.Options.Limits.MaxFileBytes);
        item.InputBytes = bytes.Length;
        item.InputHash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        item.Replaces = run.Files.Hash(run.Output.Target(output));
        item.ReplacesOwn = item.Replaces is not null && (item.Replaces == entry?.Item.OutputHash || item.Replaces == entry?.Replaces);
        if (entry is not null && entry.Item.InputHash == item.InputHash && Settled(entry, () => item.Replaces == entry.Item.OutputHash) is { } settled) return settled;
        if (WhyNotReplace(item, entry) is { } reason) return new StageEnd(item.Item(RestorationOutcome.Skipped, reason));
        Decode(item, bytes);
        return null;
    }

    /// <summary>The end of a file whose input is that of the entry; null if there is work.</summary>
    private StageEnd? Settled(JournalEntry entry, Func<bool> isThere)
    {
        if (entry.Item.Outcome == RestorationOutcome.Failed) return entry.Key == run.Key.Failure && !run.Options.RetryFailed ? new StageEnd(entry.Item) : null;
        if (entry.Key != run.Key.Result || !isThere()) return null;
        return new StageEnd(entry.Item with { Outcome = RestorationOutcome.Skipped, Reason = entry.Item.Copied ? $"up to date ({entry.Item.Reason})" : "up to date" }, UpToDate: true);
    }

    /// <summary>A file under the result's name is replaced only if this journal knows it: it may be somebody's work.</summary>
    private string? WhyNotReplace(WorkItem item, JournalEntry? entry)
    {
        if (item.Replaces is null || item.ReplacesOwn || run.Options.Overwrite) return null;
        return entry?.Item.OutputHash is null && entry?.Replaces is null ? "the output exists already" : "the output was changed since it was made";
    }

    private void Decode(WorkItem item, byte[] bytes)
    {
        item.Image = RestorableImage.Open(bytes, run.Options.Limits);
        if (run.Fit == FitMode.Exact) Pieces.CheckSize(item.Image.Width, item.Image.Height, run.Options.Model.Shape); // before it is decoded
        Wait(item, budget, item.Image.PixelCount);
        item.Pixels = item.Image.PixelCount;
        var image = item.Image.Decode(run.Options.Model.Card);
        item.Pieces = Pieces.Of(image, run.Options.Model.Shape, run.Fit, run.Overlap);
        if (run.Options.Beyond == BeyondLimit.Copy) item.Bytes = bytes;
    }

    /// <summary>Waiting for room is no work.</summary>
    private void Wait(WorkItem item, Budget room, long amount) => WorkItem.Timed(time => item.Decoding -= time, () => room.Take(amount, stop));
}
