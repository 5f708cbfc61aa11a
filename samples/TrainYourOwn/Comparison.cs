using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.Photos;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Samples.TrainYourOwn;

/// <summary>What stages in front of one classifier are worth: to the photographs, and to the classifier.</summary>
internal sealed class Comparison
{
    private const int Shown = 4;

    private readonly MLContext _ml;
    private readonly ITransformer _classifier;
    private readonly List<Photograph> _photographs;
    private readonly List<Piece> _damaged;
    private readonly string[] _answers;
    private readonly List<float[]> _picture;

    /// <param name="ml">The context.</param>
    /// <param name="classifier">It learned from the clean pieces with even numbers.</param>
    /// <param name="photographs">Clean and damaged photographs.</param>
    internal Comparison(MLContext ml, ITransformer classifier, List<Photograph> photographs)
    {
        (_ml, _classifier, _photographs) = (ml, classifier, photographs);
        _damaged = Unseen(photographs.SelectMany(p => Piece.Cut(p.Image, p.Name)));
        _answers = Answers(classifier, Unseen(photographs.SelectMany(p => Piece.Cut(p.Clean, p.Name))));
        _picture = [.. Crops(photographs.Select(p => p.Clean))];
    }

    /// <summary>Number of pieces that the classifier has not seen.</summary>
    internal int Pieces => _answers.Length;

    /// <summary>Prints a line about a stage that replaces the column of images.</summary>
    internal void Add(string name, IEstimator<ITransformer> stage)
    {
        var images = _ml.Data.LoadFromEnumerable(_photographs);
        var cleanImages = _ml.Data.LoadFromEnumerable(_photographs.Select(p => new Photograph { Image = p.Clean, Clean = p.Clean }));
        var front = stage.Fit(images);
        List<MLImage> restored = [.. Images(front.Transform(images))], clean = [.. Images(front.Transform(cleanImages))];
        string[] answers = Answers(new TransformerChain<ITransformer>(front, _classifier), _damaged);
        double same = answers.Zip(_answers).Count(a => a.First == a.Second) / (double)answers.Length;
        Console.WriteLine($"{name,-15} {Decibels(restored),9}   {same,11:P1}   {Decibels(clean),18}");
        _picture.AddRange(Crops(restored));
    }

    /// <summary>A row for the clean photographs, and one for each stage.</summary>
    internal string Draw(string folder)
    {
        string path = Path.Join(folder, "comparison.png");
        PngGrid.Save(path, _picture, Math.Min(Shown, _photographs.Count), Pixels.CropShape, enlarge: 1);
        return path;
    }

    private string[] Answers(ITransformer model, IEnumerable<Piece> pieces) =>
        [.. model.Transform(_ml.Data.LoadFromEnumerable(pieces)).GetColumn<string>("Answer")];

    private string Decibels(IEnumerable<MLImage> images)
    {
        double psnr = images.Zip(_photographs, (image, photograph) => Psnr.Compute(Pixels.Values(image), Pixels.Values(photograph.Clean))).Average();
        return double.IsFinite(psnr) ? $"{psnr:0.00} dB" : "unchanged";
    }

    private static IEnumerable<MLImage> Images(IDataView rows) => rows.GetColumn<MLImage>(nameof(Photograph.Image));

    private static IEnumerable<float[]> Crops(IEnumerable<MLImage> images) =>
        images.Take(Shown).Select(image => Pixels.Crop(Pixels.Values(image), image.Width, image.Height));

    private static List<Piece> Unseen(IEnumerable<Piece> pieces) => [.. pieces.Where((_, i) => i % 2 == 1)];
}
