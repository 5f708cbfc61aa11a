namespace Ign.MLNet.Evaluation;

/// <summary>One kind of images in a <see cref="TrajectoryReport"/>.</summary>
/// <param name="Name">What the images are: <c>noise</c>, <c>damaged</c> or <c>clean</c>.</param>
/// <param name="Trajectory">Its figures.</param>
public sealed record TrajectorySet(string Name, Trajectory Trajectory)
{
    /// <summary>The first images at each of <see cref="TrajectoryReport.Moments"/>: row after row, a row for each image, in [-1, 1] but for k = 0.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<float[]> Pictures { get; init; } = [];
}
