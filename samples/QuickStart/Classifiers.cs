using System.Runtime.InteropServices;
using Ign.MLNet.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace QuickStart;

/// <summary>Two ordinary ML.NET trainers. They see clean pixels only.</summary>
internal static class Classifiers
{
    /// <summary>LightGBM, or FastTree with one line of <paramref name="advice"/> where LightGBM's native library cannot be loaded.</summary>
    internal static ClassifierFactory Trees(out string name, out string? advice)
    {
        if (NativeLibrary.TryLoad("lib_lightgbm", typeof(LightGbmMulticlassTrainer).Assembly, null, out _))
        {
            (name, advice) = ("LightGBM", null);
            return LightGbm;
        }
        (name, advice) = ("FastTree", "LightGBM's native library cannot be loaded, so FastTree takes its place and the figures differ."
            + (OperatingSystem.IsLinux() ? " To use LightGBM: apt-get install libgomp1" : ""));
        return FastTree;
    }

    internal static IEstimator<ITransformer> Linear(MLContext ml, string label, string features) =>
        ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            MaximumNumberOfIterations = 20,
            NumberOfThreads = 1,
        });

    private static LightGbmMulticlassTrainer LightGbm(MLContext ml, string label, string features) =>
        ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            NumberOfIterations = 50,
            LearningRate = 0.2,
            NumberOfLeaves = 20,
            MaximumBinCountPerFeature = 63,
            HandleMissingValue = false,
            Seed = 1,
            Deterministic = true,
            // OpenMP threads spin while they wait for each other: on a busy two-core machine two of them take five times as long as one.
            NumberOfThreads = 1,
            Booster = new GradientBooster.Options { FeatureFraction = 0.15 },
        });

    private static OneVersusAllTrainer FastTree(MLContext ml, string label, string features) =>
        ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = label,
            FeatureColumnName = features,
            NumberOfTrees = 40,
            NumberOfLeaves = 20,
            FeatureFraction = 0.15,
            NumberOfThreads = 1,
            Seed = 1,
        }), label);
}
