namespace Ign.MLNet.Restoration;

/// <summary>
/// A run that cannot go on: the disk is full, a folder has gone away, or the journal cannot be written. Results that stand are whole; the same job goes on
/// where this one ended once the cause is mended.
/// </summary>
public sealed class RestorationStoppedException : Exception
{
    /// <summary>Creates the exception with its cause.</summary>
    public RestorationStoppedException(string message, Exception inner) : base(message, inner) { }
}
