namespace Ign.MLNet.Restoration;

/// <summary>Results that the journal knows and whose inputs are no longer there. They are only told of.</summary>
internal static class LostInputs
{
    /// <summary>What there is to tell after a run over all files; null for nothing.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="files">All files of the run.</param>
    /// <param name="journal">The memory of the folder; what the run has asked it about has an input.</param>
    internal static RestorationNotice? Of(RestorationOptions options, IReadOnlyList<FoundFile> files, RestorationJournal journal)
    {
        HashSet<string>? outputs = null;
        int count = 0;
        string? example = null;
        foreach (var entry in journal.NotAskedFor())
        {
            if (entry.Item.Outcome != RestorationOutcome.Done || File.Exists(Path.Join(options.InputFolder, entry.Item.Path))
                || !File.Exists(Path.Join(options.OutputFolder, entry.Output)))
                continue;
            // Under the same name there may be the result of another input.
            outputs ??= [.. files.Where(f => f.IsImage).Select(f => OutputName.Of(f.Path, options.Format))];
            if (!outputs.Add(entry.Output)) continue;
            count++;
            example ??= entry.Item.Path;
        }
        return count == 0 ? null : new RestorationNotice(RestorationNoticeKind.InputGone, count, example!);
    }
}
