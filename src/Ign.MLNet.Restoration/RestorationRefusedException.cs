namespace Ign.MLNet.Restoration;

/// <summary>A job that must not or cannot start as it was asked for; nothing has been written. The message says what to change.</summary>
public sealed class RestorationRefusedException : Exception
{
    /// <summary>Creates the exception with a message that says what to change.</summary>
    public RestorationRefusedException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public RestorationRefusedException(string message, Exception inner) : base(message, inner) { }
}
