using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Samples.TwoModes;

/// <summary>How well generated numbers match the two modes, and what δ(y) = |f(y) − y| looks like.</summary>
/// <param name="Right">Share of f(z) within 0.3 of the right mode.</param>
/// <param name="Left">Share of f(z) within 0.2 of the left mode.</param>
/// <param name="MassError">Difference of the shares of f(z) and of the data above 0, between the modes.</param>
/// <param name="Wasserstein">Mean distance between the sorted data and the sorted f(z) (W1).</param>
/// <param name="Outside">Share of f(z) more than three standard deviations from both modes.</param>
/// <param name="DataResidual">Mean |f(x) − x| over the data.</param>
/// <param name="NoiseResidual">Mean |f(f(z)) − f(z)|.</param>
/// <param name="Low">Share of y on a grid of [-1, 1] whose δ is below a tenth of the largest.</param>
/// <param name="High">Share of y whose δ is above nine tenths of the largest.</param>
/// <param name="SupportAuroc">How well δ tells y outside the support from y inside: 1 is a perfect separation, 0.5 none.</param>
public sealed record Figures(
    double Right, double Left, double MassError, double Wasserstein, double Outside, double DataResidual, double NoiseResidual,
    double Low, double High, double SupportAuroc)
{
    /// <summary>Share of y whose δ is neither near 0 nor near the largest.</summary>
    public double Between => 1 - Low - High;

    /// <summary>The grid of y on which δ is looked at.</summary>
    public static float[] Grid { get; } = [.. Enumerable.Range(0, 401).Select(i => -1 + i / 200f)];

    /// <summary>Measures a trained toy on as many fresh numbers as there are data.</summary>
    public static Figures Of(Toy toy)
    {
        var once = toy.Generate(Toy.Count);
        var twice = toy.Project(once);
        var delta = Grid.Zip(toy.Project(Grid), (y, f) => (Y: y, Value: (double)Math.Abs(f - y))).ToArray();
        double largest = delta.Max(d => d.Value);
        return new Figures(
            Share(once, v => Math.Abs(v - 0.6f) < 0.3),
            Share(once, v => Math.Abs(v + 0.4f) < 0.2),
            Math.Abs(Share(once, v => v > 0) - Toy.RightShare),
            Distance(toy.Data, once),
            Share(once, v => !InSupport(v)),
            MeanDifference(toy.Project(toy.Data), toy.Data),
            MeanDifference(twice, once),
            Share(delta, d => d.Value < 0.1 * largest),
            Share(delta, d => d.Value > 0.9 * largest),
            Auroc.Compute([.. delta.Where(d => InSupport(d.Y)).Select(d => d.Value)], [.. delta.Where(d => !InSupport(d.Y)).Select(d => d.Value)]));
    }

    /// <summary>W1 of two equally large samples.</summary>
    public static double Distance(float[] a, float[] b) => a.Order().Zip(b.Order(), (v, w) => Math.Abs(v - w)).Average();

    private static bool InSupport(float y) => Math.Abs(y - 0.6f) <= 0.3f || Math.Abs(y + 0.4f) <= 0.15f;

    private static double Share<T>(T[] values, Func<T, bool> which) => values.Count(which) / (double)values.Length;

    private static double MeanDifference(float[] a, float[] b) => a.Zip(b, (v, w) => Math.Abs(v - w)).Average();
}
