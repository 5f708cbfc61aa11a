using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Samples.TrainYourOwn;

/// <summary>What the median filter reads and makes.</summary>
internal sealed class ImageRow
{
    [ImageType(1, 1)]
    public MLImage Image { get; set; } = null!;
}
