using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Reads a file, finds out whether there is anything to do, and decodes it. May be used by several threads at once.</summary>
/// <param name="run">What all stages share.</param>
/// <param name="plan">How images are cut.</param>
/// <param name="memory">Bytes of images in work.</param>
/// <param name="contents">Bytes of files in memory.</param>
/// <param name="stop">Ends waiting for them.</param>
internal sealed class DecodeStage(RunSetup run, PiecePlan plan, Budget memory, Budget contents, CancellationToken stop)
{
    /// <summary>Does the work.</summary>
    /// <param name="file">The file.</param>
    /// <param name="decoded">The image; the caller has it.</param>
    /// <param name="end">The end of a file that failed, or for which there is nothing to do.</param>
    /// <exception cref="RestorationStoppedException">The run cannot go on.</exception>
    /// <exception cref="OperationCanceledException">The run stopped while the file waited for room.</exception>
    internal bool TryDecode(FoundFile file, [NotNullWhen(true)] out DecodedItem? decoded, [NotNullWhen(false)] out StageEnd? end)
    {
        (decoded, end) = (null, null);
        var clock = new WorkClock(run.Time);
        ReadItem? read = null;
        RestorableImage? image = null;
        Lease? room = null, contentRoom = null;
        try
        {
            string output = OutputName.Of(file.Path, run.Options.Format);
            var stamp = run.Files.Stamp(run.InputPath(file.Path));
            var entry = run.Journal.Find(file.Path, output);
            if ((end = Unread(entry, stamp, output)) is not null) return false;
            contentRoom = clock.Wait(() => contents.Take(Math.Min(stamp?.Length ?? 0, run.Options.Limits.MaxFileBytes), stop));
            byte[] content = run.Files.Read(run.InputPath(file.Path), run.Options.Limits.MaxFileBytes);
            read = Read(file, content, stamp, entry, output);
            if ((end = Undecoded(read, entry, clock)) is not null) return false;
            image = RestorableImage.Open(content, run.Options.Limits);
            plan.Check(image.Width, image.Height); // before it is decoded
            long bytes = plan.Memory(image);
            WorkMemory.Check(bytes, WorkMemory.Available);
            room = clock.Wait(() => memory.Take(bytes, stop));
            var pieces = plan.Of(image, image.Decode(run.Options.Model.Card));
            decoded = new DecodedItem(read, image, pieces, content, room, contentRoom, clock.Elapsed);
            return true;
        }
        catch (Exception e) when (ItemFailure.Is(e))
        {
            if (read is null) run.Input.Check(e);
            var line = read?.Line(RestorationOutcome.Failed, null, new RestorationTimes(clock.Elapsed, default, default))
                ?? new RestorationItem(file.Path, RestorationOutcome.Failed);
            end = run.Failed(read, Seen(line, image), e);
            return false;
        }
        finally
        {
            if (decoded is null)
            {
                image?.Dispose();
                room?.Dispose();
                contentRoom?.Dispose();
            }
        }
    }

    /// <summary>The line of an image whose header has been read.</summary>
    internal static RestorationItem Seen(RestorationItem line, RestorableImage? image) =>
        line with { Width = image?.Width, Height = image?.Height, Orientation = image?.Orientation };

    /// <summary>The end of a file that need not be read, because its time and length are trusted.</summary>
    private StageEnd? Unread(JournalEntry? entry, FileStamp? stamp, string output)
    {
        if (!run.Options.TrustTimes || entry is null || stamp is not { } now || now.Time != entry.InputTime || now.Length != entry.Item.InputBytes) return null;
        return Settled(entry, () =>
            run.Files.Stamp(run.Output.Target(output)) is { } there && there.Length == entry.Item.OutputBytes && there.Time == entry.OutputTime);
    }

    private ReadItem Read(FoundFile file, byte[] content, FileStamp? stamp, JournalEntry? entry, string output)
    {
        string? replaces = run.Files.Hash(run.Output.Target(output));
        bool own = replaces is not null && (replaces == entry?.Item.OutputHash || replaces == entry?.Replaces);
        return new ReadItem(file, stamp, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)), replaces, own);
    }

    /// <summary>The end of a file that need not be decoded, because its result stands or must not be replaced.</summary>
    private StageEnd? Undecoded(ReadItem read, JournalEntry? entry, WorkClock clock)
    {
        if (entry is not null && entry.Item.InputHash == read.Hash && Settled(entry, () => read.Replaces == entry.Item.OutputHash) is { } settled)
            return settled;
        if (WhyNotReplace(read, entry) is not { } reason) return null;
        return new StageEnd(read.Line(RestorationOutcome.Skipped, reason, new RestorationTimes(clock.Elapsed, default, default)));
    }

    /// <summary>The end of a file whose input is that of the entry; null if there is work.</summary>
    private StageEnd? Settled(JournalEntry entry, Func<bool> isThere)
    {
        if (entry.Item.Outcome == RestorationOutcome.Failed) return entry.Key == run.Key.Failure && !run.Options.RetryFailed ? new StageEnd(entry.Item) : null;
        if (entry.Key != run.Key.Result || !isThere()) return null;
        return new StageEnd(entry.Item with
        {
            Outcome = RestorationOutcome.Skipped,
            Reason = entry.Item.Reason is { } note ? $"up to date ({note})" : "up to date"
        }, UpToDate: true);
    }

    /// <summary>A file under the result's name is replaced only if this journal knows it: it may be somebody's work.</summary>
    private string? WhyNotReplace(ReadItem read, JournalEntry? entry)
    {
        if (read.Replaces is null || read.ReplacesOwn || run.Options.Overwrite) return null;
        return entry?.Item.OutputHash is null && entry?.Replaces is null ? "the output exists already" : "the output was changed since it was made";
    }
}
