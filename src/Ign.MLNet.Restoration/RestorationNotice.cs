using System.Globalization;

namespace Ign.MLNet.Restoration;

/// <summary>Something that nobody asked about and that should be known after a run; nothing was changed for it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Example">The first: the path of an input or result, or the number of a line.</param>
/// <param name="Reason">Why, for the example; null where the kind says it.</param>
public sealed record RestorationNotice(RestorationNoticeKind Kind, int Count, string Example, string? Reason = null)
{
    /// <summary>One more of a kind; the first is the example.</summary>
    internal static RestorationNotice OneMore(RestorationNotice? before, RestorationNoticeKind kind, string example, string? reason = null) =>
        before is null ? new RestorationNotice(kind, 1, example, reason) : before with { Count = before.Count + 1 };

    /// <summary>The same in one sentence.</summary>
    public string Text => Kind switch
    {
        RestorationNoticeKind.JournalDamaged =>
            $"{Counted("line")} of the journal cannot be read, for example line {Example}; images that only such a line knew are restored again, or left alone where a file stands under the result's name.",
        RestorationNoticeKind.LeftAlone => $"{Counted("image")} left alone, for example '{Example}': {Reason}; with --overwrite such files are replaced.",
        RestorationNoticeKind.TimesRefused =>
            $"{Counted("result")} without the time of change or the permissions of the input, for example '{Example}': {Reason}; with --no-times neither is kept.",
        RestorationNoticeKind.Noted => $"{Counted("result")} with a note, for example '{Example}': {Reason}; a report has them all.",
        _ => $"{Counted("result")} without an input: it is gone since, for example that of '{Example}'; the results stay where they are.",
    };

    private string Counted(string what) => string.Create(CultureInfo.InvariantCulture, $"{Count:N0} {what}{(Count == 1 ? "" : "s")}");
}
