using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>The row that goes into the pipeline.</summary>
internal sealed class Photo
{
    // ML.NET wants some size here, and does not look whether images have it.
    [ImageType(1, 1)]
    public MLImage Image { get; set; } = null!;
}
