using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>
/// Names of the values in a projection, by which ML.NET reports about features: permutation importance asks for them, weights are listed with them. They
/// are those of the input column, or say channel, row and column of the image. Made when they are asked for.
/// </summary>
internal static class SlotNames
{
    /// <summary>Name of the annotation.</summary>
    internal const string Kind = "SlotNames";

    internal static DataViewType Type(int size) => new VectorDataViewType(TextDataViewType.Instance, size);

    internal static DataViewSchema.Annotations Of(DataViewSchema.Column input, TensorShape shape)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = input.HasSlotNames() ? HandOn : Name;
        builder.Add(Kind, Type(shape.Size), getter);
        return builder.ToAnnotations();

        void HandOn(ref VBuffer<ReadOnlyMemory<char>> names) => input.GetSlotNames(ref names);

        void Name(ref VBuffer<ReadOnlyMemory<char>> names)
        {
            var editor = VBufferEditor.Create(ref names, shape.Size);
            int area = shape.Height * shape.Width;
            for (int i = 0; i < shape.Size; i++)
                editor.Values[i] = FormattableString.Invariant($"c{i / area} y{i % area / shape.Width} x{i % shape.Width}").AsMemory();
            names = editor.Commit();
        }
    }
}
