using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Training;

/// <summary>The column with the images to learn from, checked with ML.NET's exception types and wording.</summary>
/// <param name="Column">The column: a known-sized vector of <see cref="float"/> or <see cref="byte"/>, or pictures.</param>
/// <param name="Shape">Shape of one image.</param>
internal sealed record TrainingColumn(DataViewSchema.Column Column, TensorShape Shape)
{
    private const int MostInferredChannels = 4;
    private const int Colours = 3;

    internal string Name => Column.Name;

    internal bool IsImage => Column.Type is ImageDataViewType;

    internal bool IsByte => Column.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Byte;

    /// <summary>Finds the column and the shape of its images.</summary>
    /// <param name="schema">Schema of the training data.</param>
    /// <param name="name">Name of the column.</param>
    /// <param name="shape">Shape that was asked for; null for that of the column's type.</param>
    /// <param name="cropped">Whether it is that of crops, which are drawn from pictures only.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type does not fit.</exception>
    internal static TrainingColumn Find(DataViewSchema schema, string name, TensorShape? shape, bool cropped = false)
    {
        var column = schema.GetColumnOrNull(name) ?? throw ProjectionSchema.Missing(nameof(schema), name);
        if (column.Type is ImageDataViewType image)
        {
            // Pictures of unknown size do not tell a shape; those of another size than the shape are the stage's affair, which may resize them.
            var pictured = shape
                ?? (image.Height > 0
                    ? new TensorShape(Colours, image.Height, image.Width)
                    : throw Mismatch(nameof(schema), name, null, column.Type.ToString()!));
            return pictured.Channels is 1 or Colours
                ? new TrainingColumn(column, pictured)
                : throw Mismatch(nameof(schema), name, pictured, column.Type.ToString()!);
        }
        if (cropped) throw NoPictures(nameof(schema), name, column.Type);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector || !IsPixel(vector.ItemType))
            throw Mismatch(nameof(schema), name, shape, column.Type.ToString()!);
        var found = shape ?? Infer(vector) ?? throw Mismatch(nameof(schema), name, null, column.Type.ToString()!);
        return vector.Size == found.Size ? new TrainingColumn(column, found) : throw Mismatch(nameof(schema), name, found, column.Type.ToString()!);
    }

    /// <summary>Checks the column as far as a <see cref="SchemaShape"/> tells: it knows no vector sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or its type does not fit.</exception>
    internal static void Check(SchemaShape schema, string name, TensorShape? shape, bool cropped = false)
    {
        if (!schema.Any(c => c.Name == name)) throw ProjectionSchema.Missing(nameof(schema), name);
        var column = schema.Single(c => c.Name == name);
        if (cropped && column.ItemType is not ImageDataViewType) throw NoPictures(nameof(schema), name, column.ItemType);
        if (column.Kind == SchemaShape.Column.VectorKind.Vector && IsPixel(column.ItemType) && !column.IsKey) return;
        if (column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is ImageDataViewType && (shape?.Channels ?? Colours) is 1 or Colours) return;
        throw Mismatch(nameof(schema), name, shape, ProjectionSchema.Describe(column));
    }

    /// <summary>More channels than colour with transparency has are a sign of dimensions in another order.</summary>
    private static TensorShape? Infer(VectorDataViewType vector) => (int[])[.. vector.Dimensions] switch
    {
        [1, var c, var h, var w] when c <= MostInferredChannels => new TensorShape(c, h, w),
        [var c, var h, var w] when c <= MostInferredChannels => new TensorShape(c, h, w),
        [var h, var w] => new TensorShape(1, h, w),
        _ => null,
    };

    private static bool IsPixel(DataViewType item) => item == NumberDataViewType.Single || item == NumberDataViewType.Byte;

    private static ArgumentOutOfRangeException NoPictures(string parameter, string name, DataViewType found) =>
        ProjectionSchema.Mismatch(parameter, name,
            $"images, which {nameof(TrainingOptions)}.{nameof(TrainingOptions.Crops)} are drawn from", found.ToString()!);

    private static ArgumentOutOfRangeException Mismatch(string parameter, string name, TensorShape? shape, string found) =>
        ProjectionSchema.Mismatch(parameter, name, shape is { } s
            ? $"Vector<Single, {s.Size}>{(s.Channels is 1 or Colours ? "," : " or")} Vector<Byte, {s.Size}>{(s.Channels is 1 or Colours ? $" or Image<{s.Height}, {s.Width}>" : "")} ({s})"
            : $"a known-sized vector of Single or Byte with dimensions (channels, height, width), images of known size, or the shape in {nameof(IgnTrainerOptions)}.{nameof(IgnTrainerOptions.Training)}", found);
}
