using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>The images of a set that are trained on, and those that are watched instead.</summary>
internal static class HeldOutSplit
{
    private const int Draw = 7; // no other draw of a training has this number

    /// <summary>Crops that are watched of one photograph.</summary>
    private const int Crops = 4;

    internal static (ITrainingImages Trained, ITrainingImages HeldOut) Of(ITrainingImages images, TrainingOptions options)
    {
        int heldOut = options.HeldOutOf(images.Count), trained = images.Count - heldOut;
        if (options.HeldOutFrom == HeldOutFrom.All)
            images = new ImageSelection(images, SeededPermutation.Of(images.Count, SeededRandom.Mix((ulong)options.Seed, 0, Draw)));
        var watched = Enumerable.Range(trained, heldOut).SelectMany(i => Enumerable.Repeat(i, Math.Min(images.Draws(i), Crops)));
        return (images.Slice(0, trained), new ImageSelection(images, [.. watched]));
    }
}
