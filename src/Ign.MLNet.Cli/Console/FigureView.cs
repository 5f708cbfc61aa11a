using Ign.MLNet.Evaluation;
using Spectre.Console;

namespace Ign.MLNet.Cli;

/// <summary>Tables of figures: with lines on a terminal, as plain columns elsewhere.</summary>
internal static class FigureView
{
    internal static void Write(CliConsole console, FigureTable table)
    {
        console.Line(table.Title);
        console.Line(table.Note);
        var rows = table.Rows.Select(row => row.Select(CliConsole.Clean).ToList()).ToList();
        if (console.IsLive) WriteLive(console, table, rows);
        else WritePlain(console, table, rows);
        console.Line("");
    }

    private static void WriteLive(CliConsole console, FigureTable table, List<List<string>> rows)
    {
        var view = new Table().Border(TableBorder.Simple);
        for (int c = 0; c < table.Headers.Count; c++)
        {
            var column = new TableColumn(new Text(table.Headers[c]));
            view.AddColumn(c < table.Labels ? column : column.RightAligned());
        }
        foreach (var row in rows) view.AddRow(row.Select(cell => new Text(cell)));
        console.Ansi.Write(view);
    }

    private static void WritePlain(CliConsole console, FigureTable table, List<List<string>> rows)
    {
        int[] widths = [.. table.Headers.Select((header, c) => rows.Select(row => row[c].Length).Append(header.Length).Max())];
        foreach (var row in rows.Prepend([.. table.Headers]))
            console.Line(string.Join("   ", row.Select((cell, c) => c < table.Labels ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
    }
}
