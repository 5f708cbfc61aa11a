using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// How large the crops of a step are, and how many it has: functions of its position, so that a training goes on exactly from before and from behind a change.
/// </summary>
/// <param name="First">Shape of an image at the start.</param>
/// <param name="Final">Shape of an image at the end.</param>
/// <param name="Change">Position from which on a step has images of the final shape.</param>
internal sealed record CropSizes(TensorShape First, TensorShape Final, long Change)
{
    /// <summary>Those of a training; null where all crops have one size.</summary>
    internal static CropSizes? Of(TrainingOptions options) => options.Crops?.Final is not { } final ? null
        : new(options.Network.ImageShape, options.Network.ImageShape with { Height = final.Side, Width = final.Side },
            (long)Math.Round((1 - final.Share) * options.Images));

    /// <summary>Shape of an image in a step.</summary>
    /// <param name="position">Images of the training before it.</param>
    internal TensorShape At(long position) => position < Change ? First : Final;

    /// <summary>How many images of a shape have about as many pixels as some of the first shape; at least one.</summary>
    internal int Count(int first, TensorShape shape) => Math.Max(1, (int)Math.Round((double)first * First.Size / shape.Size));
}
