namespace Ign.MLNet.Evaluation;

/// <summary>One kind of images in a <see cref="TrajectoryReport"/>.</summary>
/// <param name="Name">What the images are: <c>noise</c>, <c>damaged</c> or <c>clean</c>.</param>
/// <param name="Trajectory">Its figures.</param>
public sealed record TrajectorySet(string Name, Trajectory Trajectory)
{
    /// <summary>
    /// Entry k: mean |fᵏ(y) − x| over all values, where x is the clean image that y was made of, for k from 0 to K. Null for noise, which was made of none.
    /// </summary>
    public IReadOnlyList<double>? FromClean { get; init; }

    /// <summary>The smallest k for which fᵏ(y) is nearest to x: more applications take it away from there. Null for noise.</summary>
    public int? Best => FromClean?.Index().MinBy(entry => entry.Item).Index;

    /// <summary>The first images at each of <see cref="TrajectoryReport.Moments"/>: row after row, a row for each image, in [-1, 1] but for k = 0.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<float[]> Pictures { get; init; } = [];
}
