namespace Ign.MLNet.Restoration;

/// <summary>What a <see cref="RestorationNotice"/> tells.</summary>
public enum RestorationNoticeKind
{
    /// <summary>Lines of the journal that cannot be read.</summary>
    JournalDamaged,

    /// <summary>Images that were skipped for a file under their result's name that is not this folder's own.</summary>
    LeftAlone,

    /// <summary>Results of earlier runs whose inputs are no longer there.</summary>
    InputGone,

    /// <summary>Results whose file system does not let them have the time of change or the permissions of their inputs.</summary>
    TimesRefused,

    /// <summary>
    /// Results of this run of which something is to be known: damage in the input that was tolerated, or more bits than it had
    /// (<see cref="RestorationItem.Reason"/>).
    /// </summary>
    Noted,
}
