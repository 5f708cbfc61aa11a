using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary>
/// Makes a <see cref="SchemaShape.Column"/>. Its constructor is internal to ML.NET, but a custom mapping onto a described column gives one.
/// </summary>
internal static class SchemaShapeColumn
{
    private static readonly MLContext s_context = new();

    /// <summary>A column of one of the types that a projection stage creates.</summary>
    internal static SchemaShape.Column Of(string name, DataViewType type) => type switch
    {
        VectorDataViewType => Of<VectorRow>(name, type),
        ImageDataViewType => Of<ImageRow>(name, type),
        _ => Of<NumberRow>(name, type),
    };

    private static SchemaShape.Column Of<TRow>(string name, DataViewType type) where TRow : class, new()
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        definition[0].ColumnName = name;
        definition[0].ColumnType = type;
        if (type is VectorDataViewType vector) definition[0].AddAnnotation(SlotNames.Kind, default(VBuffer<ReadOnlyMemory<char>>), SlotNames.Type(vector.Size));
        return s_context.Transforms
            .CustomMapping<EmptyRow, TRow>(static (_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]))
            .Single();
    }

    private sealed class EmptyRow;

    internal sealed class VectorRow
    {
        [VectorType]
        public float[]? Values { get; set; }
    }

    internal sealed class ImageRow
    {
        // ML.NET wants some size here; the column type above replaces it.
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    private sealed class NumberRow
    {
        public float Value { get; set; }
    }
}
