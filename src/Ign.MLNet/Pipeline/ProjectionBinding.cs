using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>A transformer bound to one input schema: all input columns pass through, and the created columns follow them.</summary>
internal sealed class ProjectionBinding
{
    private readonly ProjectionColumn[] _created;

    internal ProjectionBinding(IgnProjectionTransformer transformer, DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputColumn = ProjectionSchema.FindInput(inputSchema, transformer.Options, transformer.Model, transformer.InputKind);
        Transformer = transformer;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        var columns = ProjectionSchema.Created(transformer.Options, transformer.Model.Shape, transformer.Dimensions,
            transformer.Options.TakesAnySize(transformer.Model) ? InputColumn.Type : null);
        foreach (var (_, name, type) in columns)
            builder.AddColumn(name, type, type is VectorDataViewType ? SlotNames.Of(InputColumn, transformer.Model.Shape) : null);
        _created = [.. columns.Select(c => c.Column)];
        OutputSchema = builder.ToSchema();
    }

    internal IgnProjectionTransformer Transformer { get; }

    internal DataViewSchema InputSchema { get; }

    internal DataViewSchema OutputSchema { get; }

    internal DataViewSchema.Column InputColumn { get; }

    /// <summary>Index of a created column in <see cref="OutputSchema"/>; null if the stage does not create it.</summary>
    internal int? IndexOf(ProjectionColumn column) => Array.IndexOf(_created, column) is >= 0 and var place ? InputSchema.Count + place : null;

    /// <summary>Which created column that is; null for one that passes through.</summary>
    internal ProjectionColumn? CreatedAt(int index) => index < InputSchema.Count ? null : _created[index - InputSchema.Count];

    /// <summary>Whether any of the created columns is asked for, so that the network must run.</summary>
    internal bool Computes(bool[] active) => active.AsSpan(InputSchema.Count).Contains(true);

    /// <summary>Which columns of <see cref="OutputSchema"/> are asked for.</summary>
    internal bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] active = new bool[OutputSchema.Count];
        foreach (var column in columns)
        {
            if ((uint)column.Index >= (uint)active.Length || OutputSchema[column.Index].Name != column.Name)
                throw new ArgumentException($"Column '{column.Name}' is not a column of this data.", nameof(columns));
            active[column.Index] = true;
        }
        return active;
    }

    /// <summary>Input columns that are needed to give the active ones.</summary>
    internal IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
    {
        bool computes = Computes(active);
        return InputSchema.Where(column => active[column.Index] || (computes && (column.Index == InputColumn.Index || NamesImages(column))));
    }

    /// <summary>Whether the column may hold the path of an image, with which an error names the row: texts beside images.</summary>
    internal bool NamesImages(DataViewSchema.Column column) => Transformer.InputKind == InputKind.Image && column.Type is TextDataViewType && !column.IsHidden;

    /// <exception cref="ArgumentException">The column was not asked for when the cursor or row was made.</exception>
    internal void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (!IsActive(active, column)) throw new ArgumentException($"Requested column '{column.Name}' is not active.", nameof(column));
    }

    internal bool IsActive(bool[] active, DataViewSchema.Column column) =>
        (uint)column.Index < (uint)active.Length && active[column.Index] && OutputSchema[column.Index].Name == column.Name;

    /// <summary>The getter as the caller's type.</summary>
    /// <exception cref="InvalidOperationException">The caller asks for another type than the column has.</exception>
    internal static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException(
            $"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");
}
