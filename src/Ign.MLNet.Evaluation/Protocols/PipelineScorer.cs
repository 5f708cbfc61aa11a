using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Two fitted classifiers in one pipeline, with or without a projection before them, so that one pass over the rows gives both predictions
/// and the images that they saw.
/// </summary>
internal sealed class PipelineScorer
{
    private const string PredictedColumn = "PredictedLabel";
    private const string FirstPredictedColumn = "FirstPredictedLabel";
    private readonly ITransformer _plain;
    private readonly ITransformer _projecting;

    internal PipelineScorer(MLContext ml, ITransformer projection, ITransformer first, ITransformer second, IDataView sample)
    {
        // The second classifier writes its prediction under the same name as the first.
        var keep = ml.Transforms.CopyColumns(FirstPredictedColumn, PredictedColumn).Fit(first.Transform(sample));
        _plain = new TransformerChain<ITransformer>(first, keep, second);
        _projecting = new TransformerChain<ITransformer>(projection, first, keep, second);
    }

    /// <summary>Runs all rows through the pipeline.</summary>
    /// <param name="rows">Images with labels.</param>
    /// <param name="project">With the projection, or on the images as they are.</param>
    /// <param name="images">Receives the images that the classifiers saw; empty to not read them.</param>
    /// <param name="rowDone">Called with the number of finished rows.</param>
    /// <returns>Correct predictions of the first and the second classifier.</returns>
    internal (int First, int Second) Score(IDataView rows, bool project, Span<float> images, Action<int> rowDone)
    {
        var view = (project ? _projecting : _plain).Transform(rows);
        var (labels, firsts, seconds, pixels) = (view.Schema[ImageRow.LabelColumn], view.Schema[FirstPredictedColumn], view.Schema[PredictedColumn],
            view.Schema[ImageRow.PixelsColumn]);
        using var cursor = view.GetRowCursor(images.IsEmpty ? [labels, firsts, seconds] : [labels, firsts, seconds, pixels]);
        var (getLabel, getFirst, getSecond) = (cursor.GetGetter<uint>(labels), cursor.GetGetter<uint>(firsts), cursor.GetGetter<uint>(seconds));
        var getPixels = images.IsEmpty ? null : cursor.GetGetter<VBuffer<float>>(pixels);
        var (label, predicted, image) = (0u, 0u, default(VBuffer<float>));
        int first = 0, second = 0, row = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getFirst(ref predicted);
            if (predicted == label) first++;
            getSecond(ref predicted);
            if (predicted == label) second++;
            if (getPixels is not null)
            {
                getPixels(ref image);
                image.CopyTo(images.Slice(row * image.Length, image.Length));
            }
            rowDone(++row);
        }
        return (first, second);
    }
}
