using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>What a projection stage expects of its input schema and adds to it, with ML.NET's exception types and wording.</summary>
internal static class ProjectionSchema
{
    /// <summary>
    /// Type of the output column. The leading 1 is the batch dimension that <c>ApplyOnnxModel</c> leaves in: a predictor that was trained on
    /// one compares dimensions, so both stages must agree.
    /// </summary>
    internal static VectorDataViewType OutputType(TensorShape shape) => new(NumberDataViewType.Single, 1, shape.Channels, shape.Height, shape.Width);

    /// <summary>Finds the input column and checks its type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type does not fit.</exception>
    internal static (DataViewSchema.Column Column, InputKind Kind) FindInput(DataViewSchema inputSchema, string name, TensorShape shape)
    {
        var column = inputSchema.GetColumnOrNull(name) ?? throw Missing(nameof(inputSchema), name);
        var kind = column.Type is VectorDataViewType vector && vector.Size == shape.Size ? KindOf(vector.ItemType) : null;
        return (column, kind ?? throw Mismatch(nameof(inputSchema), name, Expected(shape), column.Type.ToString()!));
    }

    /// <summary>Checks the input column as far as a <see cref="SchemaShape"/> tells: it knows no vector sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type does not fit.</exception>
    internal static void CheckInput(SchemaShape inputSchema, string name, TensorShape shape)
    {
        if (!inputSchema.Any(c => c.Name == name)) throw Missing(nameof(inputSchema), name);
        var column = inputSchema.Single(c => c.Name == name);
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || KindOf(column.ItemType) is null || column.IsKey)
            throw Mismatch(nameof(inputSchema), name, Expected(shape), Describe(column));
    }

    /// <summary>Finds the input column for a stage that was fitted on one type of input and is saved for it: no other is accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type does not fit.</exception>
    internal static DataViewSchema.Column FindInput(DataViewSchema inputSchema, string name, TensorShape shape, InputKind fitted)
    {
        var (column, kind) = FindInput(inputSchema, name, shape);
        return kind == fitted ? column : throw Mismatch(nameof(inputSchema), name, TypeName(fitted, shape) + ", as the stage was fitted on", TypeName(kind, shape));
    }

    private static InputKind? KindOf(DataViewType item) =>
        item == NumberDataViewType.Single ? InputKind.SingleVector : item == NumberDataViewType.Byte ? InputKind.ByteVector : null;

    private static string Expected(TensorShape shape) => $"Vector<Single, {shape.Size}> or Vector<Byte, {shape.Size}> ({shape})";

    private static string TypeName(InputKind kind, TensorShape shape) => $"Vector<{(kind == InputKind.ByteVector ? "Byte" : "Single")}, {shape.Size}>";

    private static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }

    private static ArgumentOutOfRangeException Missing(string parameter, string name) => new(parameter, $"Could not find input column '{name}'");

    private static ArgumentOutOfRangeException Mismatch(string parameter, string name, string expected, string found) =>
        new(parameter, $"Schema mismatch for input column '{name}': expected {expected}, got {found}");
}
