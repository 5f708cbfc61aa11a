namespace Ign.MLNet;

/// <summary>ONNX Runtime cannot run here as asked: its native library is missing or of another version, or the GPU is not usable.</summary>
public sealed class IgnRuntimeException : Exception
{
    /// <summary>Creates the exception with a message that says what is missing and how to get it.</summary>
    public IgnRuntimeException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>
    /// The part of the message that speaks to who writes a program: packages of its project, options of this library. A program puts its own words there for
    /// its users; null where there is no such part.
    /// </summary>
    public string? Remedy { get; init; }
}
