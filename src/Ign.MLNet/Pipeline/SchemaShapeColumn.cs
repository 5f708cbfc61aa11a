using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// Makes a <see cref="SchemaShape.Column"/>. Its constructor is internal to ML.NET, but a custom mapping onto a described column gives one.
/// </summary>
internal static class SchemaShapeColumn
{
    private static readonly MLContext s_context = new();

    internal static SchemaShape.Column OfVector(string name, VectorDataViewType type)
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow), SchemaDefinition.Direction.Write);
        definition[0].ColumnName = name;
        definition[0].ColumnType = type;
        return s_context.Transforms
            .CustomMapping<EmptyRow, VectorRow>(static (_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]))
            .Single();
    }

    private sealed class EmptyRow;

    private sealed class VectorRow
    {
        [VectorType]
        public float[]? Values { get; set; }
    }
}
