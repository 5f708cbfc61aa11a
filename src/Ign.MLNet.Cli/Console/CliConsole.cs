using Spectre.Console;

namespace Ign.MLNet.Cli;

/// <summary>Where commands write: results to one stream, errors to the other, and a live display only on a terminal.</summary>
internal sealed class CliConsole
{
    private const int MaxForeignText = 2_000;

    private readonly GuardedWriter? _results;

    internal CliConsole(TextWriter output, TextWriter error, bool live, GuardedWriter? results = null)
    {
        _results = results;
        Out = output;
        Error = error;
        IsLive = live;
        Ansi = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = live ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = live ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = live ? InteractionSupport.Detect : InteractionSupport.No,
        });
    }

    /// <summary>Results.</summary>
    internal TextWriter Out { get; }

    /// <summary>Errors and warnings.</summary>
    internal TextWriter Error { get; }

    /// <summary>Tables and live displays, on <see cref="Out"/>.</summary>
    internal IAnsiConsole Ansi { get; }

    /// <summary>Whether a person watches: progress is drawn in place instead of line by line.</summary>
    internal bool IsLive { get; }

    /// <summary>Whether progress is not to be shown at all.</summary>
    internal bool IsQuiet { get; set; }

    /// <summary>Why results were lost on the way to <see cref="Out"/>; null if none were.</summary>
    internal string? Lost => _results?.Lost;

#pragma warning disable RS0030 // The one place where the streams of the process are taken.
    /// <summary>The console of this process. Whoever writes to it, nothing that becomes of its streams ends the work.</summary>
    internal static CliConsole OfProcess()
    {
        var results = Guarded(StandardStream.Output, System.Console.OpenStandardOutput);
        System.Console.SetOut(results);
        System.Console.SetError(Guarded(StandardStream.Error, System.Console.OpenStandardError));
        return new CliConsole(System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected, results);
    }

    private static GuardedWriter Guarded(int number, Func<Stream> open)
    {
        var writer =
            new GuardedWriter(StandardStream.WasClosed(number) ? null : () => new StreamWriter(open(), System.Console.OutputEncoding) { AutoFlush = true });
        writer.Open();
        return writer;
    }
#pragma warning restore RS0030

    /// <summary>
    /// The same for one of several processes whose lines are gathered: the first one writes its results line by line, the others only errors.
    /// </summary>
    internal CliConsole OfRank(int rank) => new(rank == 0 ? Out : TextWriter.Null, Error, live: false, rank == 0 ? _results : null) { IsQuiet = IsQuiet };

    /// <summary>Writes a line of results.</summary>
    internal void Line(string text) => Out.WriteLine(Clean(text));

    /// <summary>Writes one line about an error, led by the command's name.</summary>
    internal void ErrorLine(string command, string message) => Error.WriteLine($"{command}: {Clean(message)}");

    /// <summary>Text that may come from a stranger's file, fit for a terminal: one line, no control characters, limited in length.</summary>
    internal static string Clean(string text)
    {
        string shown = text.Length > MaxForeignText ? text[..MaxForeignText] + "…" : text;
        return string.Concat(shown.ReplaceLineEndings(" ").Select(c => c == '\t' ? ' ' : char.IsControl(c) ? '?' : c));
    }
}
