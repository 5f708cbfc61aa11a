namespace Ign.MLNet.Networks;

/// <summary>
/// A file that is not what it should be: damaged, hostile, of another kind, or of a newer format. The message says what was expected and what came.
/// </summary>
public sealed class IgnFormatException : Exception
{
    /// <summary>Creates the exception with a message that says what was expected and what came.</summary>
    public IgnFormatException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public IgnFormatException(string message, Exception inner) : base(message, inner) { }
}
