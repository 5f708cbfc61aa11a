using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>What the options of a training need to know of its images.</summary>
/// <param name="Shape">Shape of one image, or of a crop.</param>
/// <param name="Count">Number of images; 0 while it is not known.</param>
/// <param name="Labels">Their classes; null where they have none.</param>
internal sealed record ImageFacts(TensorShape Shape, int Count, byte[]? Labels)
{
    internal static ImageFacts Of(ImageSet images) => new(images.Shape, images.Count, images.Labels);
}
