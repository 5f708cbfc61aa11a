namespace Ign.MLNet.Reports;

/// <summary>One line of a <see cref="LinePlot"/>.</summary>
/// <param name="Name">What the legend says; a series without a name has no entry there.</param>
/// <param name="Points">
/// Points in the order in which they are joined. NaN, infinity and, on a logarithmic axis, values up to 0 break the line; a point without
/// neighbours is a dot.
/// </param>
/// <param name="Dashed">Whether the line is dashed and has the colour of the series before it, as the second of a pair.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<(double X, double Y)> Points, bool Dashed = false);
