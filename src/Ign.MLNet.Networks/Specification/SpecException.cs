namespace Ign.MLNet.Networks;

/// <summary>A <see cref="NetworkSpec"/> that describes no network: shapes that do not fit, or sizes out of range.</summary>
public sealed class SpecException : Exception
{
    /// <summary>Creates the exception with a message that says what was expected and what came.</summary>
    public SpecException(string message) : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    public SpecException(string message, Exception inner) : base(message, inner) { }
}
