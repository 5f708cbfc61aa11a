using System.Security.Cryptography;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Reads a file, finds out whether there is anything to do, and decodes it. May be used by several threads at once.</summary>
internal sealed class DecodeStage(RunSetup run, PixelBudget budget, CancellationToken abort)
{
    /// <summary>Does the work; the item is then ready for the network.</summary>
    /// <returns>Null, or the end of a file for which there is nothing to do.</returns>
    /// <exception cref="ImageFileException">It cannot be restored, for what it is.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal StageEnd? Work(WorkItem item)
    {
        string path = item.File.Path, full = run.InputPath(path);
        var stamp = run.Files.Stamp(full);
        var entry = run.Journal.Find(path);
        item.InputTime = stamp?.Time ?? 0;
        item.InputBytes = stamp?.Length ?? 0;
        if (run.Options.TrustTimes && entry is not null && stamp is { } now && now.Time == entry.InputTime && now.Length == entry.Item.InputBytes)
        {
            // Nothing is read, so the output is known by its length alone.
            if (Settled(entry, () => run.Files.Stamp(run.Output.Target(entry.Item.Output!))?.Length == entry.Item.OutputBytes) is { } end) return end;
        }
        byte[] bytes = run.Files.Read(full, run.Options.Limits.MaxFileBytes);
        item.InputBytes = bytes.Length;
        item.InputHash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        item.Replaces = run.Files.Hash(run.Output.Target(OutputName.Of(path, run.Options.Format)));
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
        if (item.Replaces is not { } there || run.Options.Overwrite) return null;
        if (entry?.Item.OutputHash is null && entry?.Replaces is null) return "the output exists already";
        return there == entry.Item.OutputHash || there == entry.Replaces ? null : "the output was changed since it was made";
    }

    private void Decode(WorkItem item, byte[] bytes)
    {
        item.Image = RestorableImage.Open(bytes, run.Options.Limits);
        if (run.Fit == FitMode.Exact) Pieces.CheckSize(item.Image.Width, item.Image.Height, run.Options.Model.Shape); // before it is decoded
        budget.Take(item.Image.PixelCount, abort);
        item.Pixels = item.Image.PixelCount;
        var image = item.Image.Decode(run.Options.Model.Card);
        item.Pieces = Pieces.Of(image, run.Options.Model.Shape, run.Fit, run.Overlap);
        if (run.Options.Beyond == BeyondLimit.Copy) item.Bytes = bytes;
    }
}
