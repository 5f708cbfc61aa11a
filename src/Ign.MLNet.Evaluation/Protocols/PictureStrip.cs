using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A few images of an evaluation to look at: rows of images that belong together column by column.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Shape">Shape of one image.</param>
/// <param name="Rows">Name of each row and its images in [-1,1], NCHW.</param>
public sealed record PictureStrip(string Title, TensorShape Shape, IReadOnlyList<(string Name, float[] Images)> Rows);
