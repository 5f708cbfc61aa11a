using Spectre.Console;

namespace Ign.MLNet.Benchmarks;

/// <summary>The console; plain and wide where it is redirected.</summary>
internal static class BenchConsole
{
    private const int PlainWidth = 200;

    internal static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        // A pipe or a log has no width; the default of 80 would break the tables.
        if (redirected) console.Profile.Width = PlainWidth;
        return console;
    }
}
