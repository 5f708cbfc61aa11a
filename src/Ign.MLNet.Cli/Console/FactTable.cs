using Spectre.Console;

namespace Ign.MLNet.Cli;

/// <summary>Names and values in two columns; values come from files and are shown as plain text.</summary>
internal sealed class FactTable
{
    private readonly Grid _grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn(new GridColumn());

    /// <summary>Adds a row; an empty value is left out.</summary>
    internal void Add(string name, string value)
    {
        if (value.Length > 0) _grid.AddRow(new Text(CliConsole.Clean(name)), new Text(CliConsole.Clean(value)));
    }

    internal void WriteTo(CliConsole console) => console.Ansi.Write(_grid);
}
