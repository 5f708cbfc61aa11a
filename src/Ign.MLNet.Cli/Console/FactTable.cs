using Spectre.Console;

namespace Ign.MLNet.Cli;

/// <summary>Names and values in two columns; values come from files and are shown as plain text.</summary>
internal sealed class FactTable
{
    private readonly List<(string Name, string Value)> _rows = [];

    /// <summary>Adds a row; an empty value is left out.</summary>
    internal void Add(string name, string value)
    {
        if (value.Length > 0) _rows.Add((CliConsole.Clean(name), CliConsole.Clean(value)));
    }

    /// <summary>Writes the rows, wrapped on a terminal and one line each elsewhere.</summary>
    internal void WriteTo(CliConsole console)
    {
        if (!console.IsLive)
        {
            int width = _rows.Count == 0 ? 0 : _rows.Max(r => r.Name.Length);
            foreach (var (name, value) in _rows) console.Line($"{name.PadRight(width)}   {value}");
            return;
        }
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn(new GridColumn());
        foreach (var (name, value) in _rows) grid.AddRow(new Text(name), new Text(value));
        console.Ansi.Write(grid);
    }
}
