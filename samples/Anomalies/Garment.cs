using Ign.MLNet.Evaluation;
using Microsoft.ML.Data;

namespace Ign.MLNet.Samples.Anomalies;

/// <summary>A row: an image of 28×28 values in [-1, 1], and what it shows.</summary>
internal sealed class Garment
{
    [VectorType(784)]
    public float[] Pixels { get; set; } = [];

    public int Kind { get; set; }

    internal static List<Garment> From(ImageSet images) =>
        [.. images.ToRange().Chunk(images.Shape.Size).Select((pixels, i) => new Garment { Pixels = pixels, Kind = images.Labels![i] })];
}
