using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary>
/// Keeps the values of a column that passes through, for the rows that the source has already left behind when their batch is served.
/// </summary>
/// <remarks>A value that the source cannot give is an error of the one who reads it in its row, as it would be without reading ahead.</remarks>
internal abstract class BufferedColumn
{
    private ExceptionDispatchInfo?[] _failures = [];

    /// <summary>A getter for the row that <c>current</c> names, of the column's type.</summary>
    internal abstract Delegate Getter(Func<int> current);

    /// <summary>Takes the value of the source's current row, or what the source throws instead.</summary>
    internal void Take(int index)
    {
        if (index < _failures.Length) _failures[index] = null;
        try
        {
            TakeValue(index);
        }
        catch (Exception e)
        {
            if (index >= _failures.Length) Array.Resize(ref _failures, index + 1);
            _failures[index] = ExceptionDispatchInfo.Capture(e);
        }
    }

    private protected abstract void TakeValue(int index);

    /// <summary>The row's place, or the exception that belongs to it.</summary>
    private protected int Checked(int index)
    {
        if (index < _failures.Length) _failures[index]?.Throw();
        return index;
    }

    /// <summary>Whether values of that type can be copied; those of a user's own types may have owners.</summary>
    internal static bool CanBuffer(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType or ImageDataViewType;

    internal static BufferedColumn Create(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        if (column.Type is ImageDataViewType) return new BufferedImage(source, column, capacity);
        var kind = column.Type is VectorDataViewType vector
            ? typeof(BufferedVector<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(BufferedScalar<>).MakeGenericType(column.Type.RawType);
        return (BufferedColumn)Activator.CreateInstance(kind, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic, null,
            [source, column, capacity], null)!;
    }
}
