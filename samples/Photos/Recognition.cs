using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using QuickStart;

namespace Ign.MLNet.Samples.Photos;

/// <summary>A model behind the projection: it says which photograph a piece is from, and has seen clean pieces only.</summary>
internal sealed class Recognition
{
    internal const int Side = 64;
    private const int Step = 16, Shown = 32;

    private readonly MLContext _ml;
    private readonly ITransformer _model;
    private readonly List<Piece> _test;
    private readonly string[] _answers;

    private Recognition(MLContext ml, ITransformer model, List<Piece> test, string classifier)
    {
        (_ml, _model, _test, Classifier) = (ml, model, test, classifier);
        _answers = Answers(model, test.Select(p => p.Image));
    }

    /// <summary>Name of the classifier.</summary>
    internal string Classifier { get; }

    /// <summary>Number of pieces that the classifier has not seen.</summary>
    internal int Pieces => _test.Count;

    /// <summary>Trains on every other piece; those between overlap with their neighbours, but are others.</summary>
    internal static Recognition Train(MLContext ml, IReadOnlyList<string> files)
    {
        var pieces = files.SelectMany(Cut).ToList();
        var classifier = Classifiers.Trees(out string name, out string? advice);
        if (advice is not null) Console.WriteLine(advice);
        var data = ml.Data.LoadFromEnumerable(pieces.Where((_, i) => i % 2 == 0));
        var pipeline = ml.Transforms.ResizeImages("Small", Shown, Shown, nameof(Piece.Image), ImageResizingEstimator.ResizingKind.Fill)
            .Append(ml.Transforms.ExtractPixels("Features", "Small"))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label", nameof(Piece.Photograph)))
            .Append(classifier(ml, "Label", "Features"))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"));
        return new Recognition(ml, pipeline.Fit(data), [.. pieces.Where((_, i) => i % 2 == 1)], name);
    }

    /// <summary>Shares of the pieces with noise of that many levels that get the answer of the clean piece: as they are, filtered, and projected.</summary>
    internal (double Noisy, double Median, double Restored) Agreement(IEstimator<ITransformer> restore, int sigma)
    {
        var noisy = _test.Select((piece, i) => Pixels.Noisy(piece.Image, sigma, (ulong)i)).ToList();
        var rows = _ml.Data.LoadFromEnumerable(noisy.Select(image => new Piece { Image = image }));
        var restored = restore.Fit(rows).Transform(rows).GetColumn<MLImage>("Restored");
        return (Share(noisy), Share(noisy.Select(Median)), Share(restored));
    }

    private static MLImage Median(MLImage image)
    {
        var shape = new TensorShape(3, image.Height, image.Width);
        float[] values = Pixels.Values(image), result = new float[values.Length];
        new MedianFilter(3).Apply(values, result, shape);
        return Pixels.Image(result, shape);
    }

    private double Share(IEnumerable<MLImage> images) => Answers(_model, images).Zip(_answers).Count(a => a.First == a.Second) / (double)_answers.Length;

    private string[] Answers(ITransformer model, IEnumerable<MLImage> images) =>
        [.. model.Transform(_ml.Data.LoadFromEnumerable(images.Select(image => new Piece { Image = image }).ToList())).GetColumn<string>("Answer")];

    private static IEnumerable<Piece> Cut(string file)
    {
        using var image = MLImage.CreateFromFile(file);
        float[] values = Pixels.Values(image);
        for (int top = 0; top + Side <= image.Height; top += Step)
            for (int left = 0; left + Side <= image.Width; left += Step)
            {
                var piece = new float[3 * Side * Side];
                for (int c = 0; c < 3; c++)
                    for (int y = 0; y < Side; y++)
                        values.AsSpan((((c * image.Height) + top + y) * image.Width) + left, Side).CopyTo(piece.AsSpan(((c * Side) + y) * Side));
                yield return new Piece { Image = Pixels.Image(piece, new TensorShape(3, Side, Side)), Photograph = Path.GetFileNameWithoutExtension(file) };
            }
    }

    /// <summary>A row: a piece of a photograph.</summary>
    internal sealed class Piece
    {
        [ImageType(Side, Side)]
        public MLImage Image { get; set; } = null!;

        public string Photograph { get; set; } = "";
    }
}
