namespace Ign.MLNet.Evaluation;

/// <summary>Figures of a table, one value for each seed.</summary>
internal sealed class SeedFigures
{
    private readonly Dictionary<(string Row, string Column), List<double>> _values = [];
    private readonly List<string> _rows = [];

    /// <summary>Names of the rows in the order in which they came.</summary>
    internal IReadOnlyList<string> Rows => _rows;

    internal void Add(string row, string column, double value)
    {
        if (!_rows.Contains(row)) _rows.Add(row);
        if (!_values.TryGetValue((row, column), out var values)) _values[(row, column)] = values = [];
        values.Add(value);
    }

    /// <summary>Mean and interval; null where there is no such figure, or where it is not finite for some seed.</summary>
    internal Interval? this[string row, string column] =>
        _values.TryGetValue((row, column), out var values) && values.All(double.IsFinite) ? Interval.Of(values) : null;

    /// <summary>Mean and interval of a figure that every row has.</summary>
    internal Interval Required(string row, string column) => Interval.Of(_values[(row, column)]);
}
