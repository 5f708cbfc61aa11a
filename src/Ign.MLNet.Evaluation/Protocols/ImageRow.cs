using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Evaluation;

/// <summary>One image with its class, as ML.NET reads it.</summary>
internal sealed class ImageRow
{
    internal const string PixelsColumn = nameof(Pixels);
    internal const string LabelColumn = nameof(Label);

    public float[] Pixels { get; set; } = [];

    /// <summary>Class from 0; ML.NET stores it as a key from 1.</summary>
    public uint Label { get; set; }

    /// <summary>
    /// A view over images in [-1,1]. Its column of pixels has the type that a projection stage gives, because a trained predictor insists on
    /// the dimensions that it was fitted with.
    /// </summary>
    internal static IDataView View(MLContext ml, float[] images, byte[] labels, Networks.TensorShape shape, int classes, CancellationToken cancellationToken)
    {
        var schema = SchemaDefinition.Create(typeof(ImageRow));
        schema[PixelsColumn].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, shape.Channels, shape.Height, shape.Width);
        schema[LabelColumn].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return ml.Data.LoadFromEnumerable(Rows(), schema);

        IEnumerable<ImageRow> Rows()
        {
            for (int i = 0; i < labels.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ImageRow { Pixels = images.AsSpan(i * shape.Size, shape.Size).ToArray(), Label = labels[i] };
            }
        }
    }
}
