namespace Ign.MLNet.Networks;

/// <summary>Keys of an <see cref="IgnModelCard"/> among the metadata of a file.</summary>
internal static class CardKey
{
    internal const string Format = "ign.format";
    internal const string Name = "ign.name";
    internal const string Version = "ign.version";
    internal const string Shape = "ign.shape";
    internal const string Classes = "ign.classes";
    internal const string Minimum = "ign.minimum";
    internal const string Maximum = "ign.maximum";
    internal const string Layout = "ign.layout";
    internal const string Elements = "ign.elements";
    internal const string Precision = "ign.precision";
    internal const string Applications = "ign.applications";
    internal const string Fit = "ign.fit";
    internal const string Objective = "ign.objective";
    internal const string TrainingData = "ign.training_data";
    internal const string TrainingDataLicense = "ign.training_data_license";
    internal const string License = "ign.license";
    internal const string Seed = "ign.seed";
    internal const string Images = "ign.images";
    internal const string Command = "ign.command";
    internal const string Commit = "ign.commit";
    internal const string Created = "ign.created";
    internal const string IntendedUse = "ign.intended_use";
    internal const string Limits = "ign.limits";
    internal const string NoiseSource = "ign.noise_source";
    internal const string Options = "ign.options";
    internal const string WeightsHash = "ign.weights_sha256";
    internal const string ContentHash = "ign.content_sha256";
    internal const string Spec = "ign.spec";
    internal const string QualityPrefix = "ign.quality.";
}
