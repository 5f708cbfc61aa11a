using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>What a run's report and card tell beside its figures.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Data">Where the images are from; empty if nobody said.</param>
/// <param name="Count">Images, those held out included.</param>
/// <param name="Fingerprint">Hash of the images.</param>
/// <param name="Device">What trains.</param>
/// <param name="Noise">What z is drawn from; null for objectives that restore.</param>
/// <param name="SampleRows">What the rows of a sample grid show, from the top.</param>
internal sealed record RunFacts(string Name, string Data, int Count, string Fingerprint, string Device, NoiseSource? Noise, IReadOnlyList<string> SampleRows);
