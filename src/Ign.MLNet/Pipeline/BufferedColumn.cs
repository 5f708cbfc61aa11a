using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary>
/// Keeps the values of a column that passes through, for the rows that the source has already left behind when their batch is served.
/// </summary>
internal abstract class BufferedColumn
{
    /// <summary>A getter for the row that <c>current</c> names, of the column's type.</summary>
    internal abstract Delegate Getter(Func<int> current);

    /// <summary>Takes the value of the source's current row.</summary>
    internal abstract void Take(int index);

    /// <summary>Whether values of that type can be copied; those of a user's own types may have owners.</summary>
    internal static bool CanBuffer(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType or ImageDataViewType;

    internal static BufferedColumn Create(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        if (column.Type is ImageDataViewType) return new BufferedImage(source, column, capacity);
        var kind = column.Type is VectorDataViewType vector
            ? typeof(BufferedVector<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(BufferedScalar<>).MakeGenericType(column.Type.RawType);
        return (BufferedColumn)Activator.CreateInstance(kind, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic, null, [source, column, capacity], null)!;
    }
}
