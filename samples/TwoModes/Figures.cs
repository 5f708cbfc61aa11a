namespace Ign.MLNet.Samples.TwoModes;

/// <summary>How well generated numbers match the two modes.</summary>
/// <param name="Right">Share of f(z) within 0.3 of the right mode.</param>
/// <param name="Left">Share of f(z) within 0.2 of the left mode.</param>
/// <param name="Wasserstein">Mean distance between the sorted data and the sorted f(z) (W1).</param>
/// <param name="DataResidual">Mean |f(x) − x| over the data.</param>
/// <param name="NoiseResidual">Mean |f(f(z)) − f(z)|.</param>
public sealed record Figures(double Right, double Left, double Wasserstein, double DataResidual, double NoiseResidual)
{
    /// <summary>Measures a trained toy on as many fresh numbers as there are data.</summary>
    public static Figures Of(Toy toy)
    {
        var once = toy.Generate(Toy.Count);
        var twice = toy.Project(once);
        return new Figures(
            once.Count(v => Math.Abs(v - 0.6f) < 0.3) / (double)once.Length,
            once.Count(v => Math.Abs(v + 0.4f) < 0.2) / (double)once.Length,
            toy.Data.Order().Zip(once.Order(), (d, g) => Math.Abs(d - g)).Average(),
            MeanDifference(toy.Project(toy.Data), toy.Data),
            MeanDifference(twice, once));
    }

    private static double MeanDifference(float[] a, float[] b) => a.Zip(b, (v, w) => Math.Abs(v - w)).Average();
}
