using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>The images of a set that are trained on, and those that are watched instead.</summary>
internal static class HeldOutSplit
{
    private const int Draw = 7; // no other draw of a training has this number

    internal static (ITrainingImages Trained, ITrainingImages HeldOut) Of(ITrainingImages images, TrainingOptions options)
    {
        int trained = images.Count - options.HeldOut;
        if (options.HeldOutFrom == HeldOutFrom.All) images = new ImageSelection(images, SeededPermutation.Of(images.Count, SeededRandom.Mix((ulong)options.Seed, 0, Draw)));
        return (images.Slice(0, trained), images.Slice(trained, options.HeldOut));
    }
}
