using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Samples.Photos;

/// <summary>A model behind the projection: it says which photograph a piece is from, and has seen clean pieces only.</summary>
internal sealed class Recognition
{
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
        var pieces = files.SelectMany(Piece.Cut).ToList();
        var model = PieceClassifier.Fit(ml, pieces.Where((_, i) => i % 2 == 0), out string name);
        return new Recognition(ml, model, [.. pieces.Where((_, i) => i % 2 == 1)], name);
    }

    /// <summary>Shares of the pieces with noise of that many levels that get the answer of the clean piece: as they are, filtered, and projected.</summary>
    internal (double Noisy, double Median, double Restored) Agreement(IEstimator<ITransformer> restore, int sigma)
    {
        var noisy = _test.Select((piece, i) => Pixels.Noisy(piece.Image, sigma, (ulong)i)).ToList();
        var rows = _ml.Data.LoadFromEnumerable(noisy.Select(image => new Piece { Image = image }));
        var restored = restore.Fit(rows).Transform(rows).GetColumn<MLImage>("Restored");
        return (Share(noisy), Share(noisy.Select(Pixels.Median)), Share(restored));
    }

    private double Share(IEnumerable<MLImage> images) => Answers(_model, images).Zip(_answers).Count(a => a.First == a.Second) / (double)_answers.Length;

    private string[] Answers(ITransformer model, IEnumerable<MLImage> images) =>
        [.. model.Transform(_ml.Data.LoadFromEnumerable(images.Select(image => new Piece { Image = image }).ToList())).GetColumn<string>("Answer")];
}
