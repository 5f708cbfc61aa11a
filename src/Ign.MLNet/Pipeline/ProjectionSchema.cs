using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet;

/// <summary>What a projection stage expects of its input schema and adds to it, with ML.NET's exception types and wording.</summary>
internal static class ProjectionSchema
{
    /// <summary>The columns that a stage creates.</summary>
    /// <param name="options">Their names, and whether they are images.</param>
    /// <param name="shape">The model's.</param>
    /// <param name="dimensions">Those of the projection, if it is a vector.</param>
    /// <param name="images">Type of the images that are read, where they come out in the size that they have; null otherwise.</param>
    internal static IReadOnlyList<(ProjectionColumn Column, string Name, DataViewType Type)> Created(IgnProjectionOptions options, TensorShape shape,
        int[] dimensions, DataViewType? images)
    {
        DataViewType type = options.Output == ProjectionOutput.Image
            ? images as ImageDataViewType ?? new ImageDataViewType(shape.Height, shape.Width)
            : new VectorDataViewType(NumberDataViewType.Single, dimensions);
        if (type is ImageDataViewType { Height: 0 } unsized) MakeKnown(unsized);
        var created = new List<(ProjectionColumn, string, DataViewType)> { (ProjectionColumn.Projection, options.OutputColumn, type) };
        if (options.DisplacementColumn is { } displacement) created.Add((ProjectionColumn.Displacement, displacement, NumberDataViewType.Single));
        if (options.ResidualColumn is { } residual) created.Add((ProjectionColumn.Residual, residual, NumberDataViewType.Single));
        return created;
    }

    /// <summary>
    /// ML.NET fills members of rows, as a prediction engine does, from columns of types that it knows; images of a size come to be known by a member's
    /// attribute.
    /// </summary>
    private static void MakeKnown(ImageDataViewType unsized)
    {
        try
        {
            DataViewTypeManager.Register(unsized, typeof(MLImage), new ImageTypeAttribute());
        }
        catch (ArgumentException)
        {
            // The program has made it known in its own way.
        }
    }

    /// <summary>
    /// Dimensions of the projection of a column: its own, for a predictor compares them with those that it was trained on. The leading 1 of a tensor is
    /// the batch that <c>ApplyOnnxModel</c> leaves in.
    /// </summary>
    internal static int[] Dimensions(ProjectionOutput output, TensorShape shape, DataViewType? input) => (output, input) switch
    {
        (ProjectionOutput.Vector, VectorDataViewType vector) => [.. vector.Dimensions],
        (ProjectionOutput.Vector, _) => [shape.Channels, shape.Height, shape.Width],
        _ => [1, shape.Channels, shape.Height, shape.Width],
    };

    /// <summary>Finds the input column and checks its type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, its type does not fit, or a range is given for bytes or images.</exception>
    internal static (DataViewSchema.Column Column, InputKind Kind) FindInput(DataViewSchema inputSchema, IgnProjectionOptions options, IgnModel model)
    {
        string name = options.Source;
        var shape = model.Shape;
        var column = inputSchema.GetColumnOrNull(name) ?? throw Missing(nameof(inputSchema), name);
        InputKind? kind = column.Type switch
        {
            VectorDataViewType vector when vector.Size == shape.Size => KindOf(vector.ItemType),
            ImageDataViewType when ImagePixels.Fits(shape) => InputKind.Image,
            _ => null,
        };
        if (kind is null)
        {
            string hint = column.Type is VectorDataViewType { IsKnownSize: false } ? $" of unknown size{SizeHint(shape)}" : "";
            throw Mismatch(nameof(inputSchema), name, Expected(shape), column.Type + hint);
        }
        // Height 0 stands for images of unknown size, which are checked one by one.
        if (column.Type is ImageDataViewType { Height: > 0 } image && (image.Height, image.Width) != (shape.Height, shape.Width) && options.Resizing is null
            && !options.TakesAnySize(model))
            throw Mismatch(nameof(inputSchema), name, Expected(shape), $"{image}. {(model.AnySize ? AnySizeHint : ResizeHint)}");
        options.CheckFor(kind.Value);
        return (column, kind.Value);
    }

    /// <summary>Checks the input column as far as a <see cref="SchemaShape"/> tells: it knows no sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, its type does not fit, or a range is given for bytes or images.</exception>
    internal static void CheckInput(SchemaShape inputSchema, IgnProjectionOptions options, TensorShape shape)
    {
        string name = options.Source;
        if (!inputSchema.Any(c => c.Name == name)) throw Missing(nameof(inputSchema), name);
        var column = inputSchema.Single(c => c.Name == name);
        bool fits = column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => KindOf(column.ItemType) is not null,
            SchemaShape.Column.VectorKind.Scalar => column.ItemType is ImageDataViewType && ImagePixels.Fits(shape),
            _ => false,
        };
        string hint = column.Kind == SchemaShape.Column.VectorKind.VariableVector ? SizeHint(shape) : "";
        if (!fits || column.IsKey) throw Mismatch(nameof(inputSchema), name, Expected(shape), Describe(column) + hint);
        options.CheckFor(column.ItemType is ImageDataViewType ? InputKind.Image : KindOf(column.ItemType)!.Value);
    }

    /// <summary>Finds the input column for a stage that was fitted on one type of input and is saved for it: no other is accepted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, its type does not fit, or a range is given for bytes or images.</exception>
    internal static DataViewSchema.Column FindInput(DataViewSchema inputSchema, IgnProjectionOptions options, IgnModel model, InputKind fitted)
    {
        var (column, kind) = FindInput(inputSchema, options, model);
        var shape = model.Shape;
        return kind == fitted
            ? column
            : throw Mismatch(nameof(inputSchema), options.Source, TypeName(fitted, shape) + ", as the stage was fitted on", TypeName(kind, shape));
    }

    /// <summary>What is said of an image in a row that has another size than the network's.</summary>
    internal static string WrongSize(TensorShape shape, int width, int height) =>
        $"expected an image of {shape.Width}x{shape.Height} pixels, got one of {width}x{height}. {ResizeHint}.";

    private const string AnySizeHint =
        $"Set {nameof(IgnProjectionOptions.Output)} to {nameof(ProjectionOutput.Image)} to have images projected in the size that they have";

    private const string ResizeHint = $"Set {nameof(IgnProjectionOptions.Resizing)} to have images resized";

    private static string SizeHint(TensorShape shape) =>
        $". Declare its size where the data is made: [VectorType({shape.Size})] on the member of the row, or a range of columns in a text loader";

    private static InputKind? KindOf(DataViewType item) =>
        item == NumberDataViewType.Single ? InputKind.SingleVector : item == NumberDataViewType.Byte ? InputKind.ByteVector : null;

    private static string Expected(TensorShape shape) => ImagePixels.Fits(shape)
        ? $"{TypeName(InputKind.SingleVector, shape)}, {TypeName(InputKind.ByteVector, shape)} or {TypeName(InputKind.Image, shape)} ({shape})"
        : $"{TypeName(InputKind.SingleVector, shape)} or {TypeName(InputKind.ByteVector, shape)} ({shape})";

    private static string TypeName(InputKind kind, TensorShape shape) => kind switch
    {
        InputKind.Image => $"Image<{shape.Height}, {shape.Width}>",
        InputKind.ByteVector => $"Vector<Byte, {shape.Size}>",
        _ => $"Vector<Single, {shape.Size}>",
    };

    /// <summary>The type of a column, as ML.NET writes it.</summary>
    internal static string Describe(SchemaShape.Column column)
    {
        string item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            SchemaShape.Column.VectorKind.VariableVector => $"VarVector<{item}>",
            _ => item,
        };
    }

    /// <summary>The exception for a column that is not there, in ML.NET's words.</summary>
    internal static ArgumentOutOfRangeException Missing(string parameter, string name) => new(parameter, $"Could not find input column '{name}'");

    /// <summary>The exception for a column that does not suit, in ML.NET's words.</summary>
    internal static ArgumentOutOfRangeException Mismatch(string parameter, string name, string expected, string found) =>
        new(parameter, $"Schema mismatch for input column '{name}': expected {expected}, got {found}");
}
