using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Finds which file a row's image comes from, for the errors of that row: the first text beside it that looks like a file.</summary>
internal sealed class PathReader(ProjectionBinding binding, DataViewRow row)
{
    private readonly (string Column, ValueGetter<ReadOnlyMemory<char>> Getter)[] _texts =
        [.. binding.InputSchema.Where(binding.NamesImages).Where(row.IsColumnActive).Select(c => (c.Name, row.GetGetter<ReadOnlyMemory<char>>(c)))];

    /// <summary>Column and path in brackets after a blank; empty if there is none.</summary>
    internal string Read()
    {
        foreach (var (column, getter) in _texts)
        {
            ReadOnlyMemory<char> text = default;
            try
            {
                getter(ref text);
            }
            catch (Exception)
            {
                // An error is being described already.
                continue;
            }
            var extension = Path.GetExtension(text.Span);
            if (extension.Length is > 1 and <= 5 && !extension.Contains(' ')) return $" ({column} '{text}')";
        }
        return "";
    }
}
