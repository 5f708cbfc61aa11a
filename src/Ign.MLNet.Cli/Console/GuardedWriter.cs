using System.Text;

namespace Ign.MLNet.Cli;

/// <summary>
/// Writes to a stream of the process that may be closed, or lead to a full disk or to a terminal that is gone: what cannot be written is lost, and the work
/// goes on. A reader that has had enough (<c>| head -1</c>) is no error; .NET passes over that by itself.
/// </summary>
/// <param name="open">Opens the stream; null for one that is closed.</param>
internal sealed class GuardedWriter(Func<TextWriter>? open) : TextWriter
{
    private readonly object _lock = new();
    private TextWriter? _inner;

    /// <summary>Why something was lost; null while nothing was.</summary>
    internal string? Lost { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// Opens the stream, and loads what writing to it takes: when the first error is to be written, no further file of the program may be loadable.
    /// </summary>
    internal void Open() => Guard(writer => (writer as StreamWriter)?.BaseStream.Write([]));

    /// <inheritdoc/>
    public override void Write(char value) => Guard(writer => writer.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(writer => writer.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(writer => writer.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(writer => writer.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(writer => writer.Flush());

    private void Guard(Action<TextWriter> write)
    {
        lock (_lock)
        {
            if (Lost is not null) return;
            try
            {
                if (open is null) Lost = "it is closed";
                else write(_inner ??= open());
            }
            catch (UnauthorizedAccessException)
            {
                Lost = "it is closed"; // .NET's word for a bad descriptor is that access to the path is denied
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                Lost = e.Message.TrimEnd('.');
            }
        }
    }
}
