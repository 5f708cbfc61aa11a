using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Samples.Photos;
using Ign.MLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart;

namespace Ign.MLNet.Samples.TrainYourOwn;

/// <summary>The main job: train, put in front of the classifier, measure.</summary>
internal static class Session
{
    private const string Image = nameof(Photograph.Image);

    internal static void Run(Settings settings)
    {
        string shipped = Shipped.Find("export/models/photo.onnx")
            ?? throw new FileNotFoundException("There is no export/models/photo.onnx above the program.");
        Directory.CreateDirectory(settings.Output);
        var ml = new MLContext(seed: 1);
        var recipe = Damage.Parse(settings.Damage);
        List<Photograph> learn = Photograph.Read(settings.Train, recipe), unseen = Photograph.Read(settings.Test, recipe);

        // 1. What a program has before it knows of this library: a classifier of clean images, saved.
        string classifier = Path.Join(settings.Output, "classifier.zip");
        var pieces = unseen.SelectMany(p => Piece.Cut(p.Clean, p.Name)).Where((_, i) => i % 2 == 0).ToList();
        ml.Model.Save(PieceClassifier.Fit(ml, pieces, out string name), ml.Data.LoadFromEnumerable(pieces).Schema, classifier);

        // 2. A model for this damage, from the shipped one.
        string own = Path.Join(settings.Output, "mine.onnx");
        Console.WriteLine($"Training on {learn.Count} photographs, {settings.Crops:N0} crops, from {Path.GetFileName(shipped)}");
        using (var trained = Trainer(ml, shipped, settings).Fit(ml.Data.LoadFromEnumerable(learn))) File.WriteAllBytes(own, trained.Model.Bytes.ToArray());
        Console.WriteLine($"Wrote {Path.GetFullPath(own)}");

        // 3. Each projection in front of the same classifier, which stays as it was saved.
        var comparison = new Comparison(ml, ml.Model.Load(classifier, out _), unseen);
        Console.WriteLine();
        Console.WriteLine($"{unseen.Count} other photographs; {comparison.Pieces} pieces of them: share with the answer that {name} gives for the clean piece");
        Console.WriteLine("                   PSNR     same answer   PSNR of clean ones");
        comparison.Add("no projection", ml.Transforms.CopyColumns(Image, Image));
        comparison.Add("median 3x3", ml.Transforms.CustomMapping<ImageRow, ImageRow>((from, to) => to.Image = Pixels.Median(from.Image), contractName: null));
        comparison.Add("shipped model", ml.Transforms.ProjectWithIgn(IgnModel.Load(shipped), Stage));
        comparison.Add("your own model", ml.Transforms.ProjectWithIgn(IgnModel.Load(own), Stage));
        Console.WriteLine($"Wrote {Path.GetFullPath(comparison.Draw(settings.Output))}: damaged, and what each line makes of it");
    }

    /// <summary>The projection takes the place of the image, so that what comes behind it needs no change.</summary>
    private static IgnProjectionOptions Stage { get; } = new() { OutputColumn = Image, Output = ProjectionOutput.Image };

    private static IgnTrainer Trainer(MLContext ml, string shipped, Settings settings)
    {
        bool pairs = Photograph.ArePairs(settings.Train);
        var training = TrainingOptions.RestoringPhotos(PhotoUNet.For(new TensorShape(3, 64, 64))) with
        {
            Damage = pairs ? null : Damage.Parse(settings.Damage),
            Images = settings.Crops,
            LearningRate = 1e-3,
            AverageHalfLife = settings.Crops / 20.0, // the standard is for trainings a hundred times as long
            HeldOut = 1,
        };
        return ml.Transforms.TrainIgnProjection(Stage, new IgnTrainerOptions
        {
            Training = training.StartingFrom(shipped),
            TrainingColumn = nameof(Photograph.Clean),
            DamagedColumn = pairs ? Image : null,
            Progress = new Progress<TrainingProgress>(p =>
            {
                if (p.HeldOut is not null) Console.WriteLine($"  {p.Images:N0} of {p.TotalImages:N0} crops, {p.Remaining.TotalSeconds:0} s left");
            }),
        });
    }
}
