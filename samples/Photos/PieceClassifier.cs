using Microsoft.ML;
using Microsoft.ML.Transforms.Image;
using QuickStart;

namespace Ign.MLNet.Samples.Photos;

/// <summary>Says which photograph a piece is from, in the column "Answer".</summary>
internal static class PieceClassifier
{
    private const int Shown = 32;

    internal static ITransformer Fit(MLContext ml, IEnumerable<Piece> pieces, out string name)
    {
        var classifier = Classifiers.Trees(out name, out string? advice);
        if (advice is not null) Console.WriteLine(advice);
        return ml.Transforms.ResizeImages("Small", Shown, Shown, nameof(Piece.Image), ImageResizingEstimator.ResizingKind.Fill)
            .Append(ml.Transforms.ExtractPixels("Features", "Small"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label", nameof(Piece.Photograph)))
            .Append(classifier(ml, "Label", "Features"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
            .Fit(ml.Data.LoadFromEnumerable(pieces));
    }
}
