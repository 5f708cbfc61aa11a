using Ign.MLNet;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Stranger;

// save | load, data folder, models, network | registered or present
var ml = new MLContext(seed: 1);
try
{
    if (args[0] == "load" && args[3] == "registered") ml.RegisterIgn();
    if (args[0] == "load") Loading.ScoreAll(ml, args[1], args[2], args[3]);
    else Save(ml, args[1], args[2], args[3]);
    return 0;
}
catch (IgnRuntimeException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void Save(MLContext ml, string dataFolder, string folder, string network)
{
    var data = GarmentRow.View(ml, dataFolder, 0, Loading.ScoredFrom);
    var unseen = GarmentRow.View(ml, dataFolder, Loading.ScoredFrom, Loading.ScoredCount);
    var classifier = ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
    {
        FeatureColumnName = ScoreReport.ImageColumn,
        MaximumNumberOfIterations = 10,
        NumberOfThreads = 1,
    });
    Keep("chain", ml.Transforms.ProjectWithIgn(ScoreReport.ImageColumn, "Noisy", network).AppendCacheCheckpoint(ml).Append(classifier));
    Keep("stage", ml.Transforms.ProjectWithIgn(ScoreReport.ImageColumn, "Noisy", network));
    Keep("bytes", ml.Transforms.ProjectWithIgn(ScoreReport.ImageColumn, "Bytes", network, applications: 2));

    void Keep(string name, IEstimator<ITransformer> estimator)
    {
        var model = estimator.Fit(data);
        ml.Model.Save(model, data.Schema, Path.Combine(folder, name + ".zip"));
        ScoreReport.Of(model, unseen).Write(Path.Combine(folder, name + ".saved.json"));
        (model as IDisposable)?.Dispose();
    }
}
