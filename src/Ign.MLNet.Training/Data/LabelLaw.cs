using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>
/// How labels are given to images of a training: some get none, so that the network also learns to do without, and noise gets any class (arXiv 2406.02841).
/// </summary>
/// <param name="Classes">Number of classes; 0 for a network that knows no labels.</param>
/// <param name="Dropout">Chance of no label.</param>
internal readonly record struct LabelLaw(int Classes, double Dropout)
{
    internal static LabelLaw Of(TrainingOptions options) => new(options.Network.Classes, options.LabelDropout);

    /// <param name="seed">Seed of this image.</param>
    /// <returns>Whether there is a label, and a class that is uniform and independent of that.</returns>
    internal (bool Kept, int Uniform) Draw(ulong seed)
    {
        var random = new SeededRandom(seed);
        return (random.NextDouble() >= Dropout, random.Next(Classes));
    }
}
