namespace Ign.MLNet.Evaluation;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private const int Halvings = 200;
    private const int MaxTerms = 10_000;

    /// <summary>The t that a variable exceeds in absolute value with a chance of 1 - <paramref name="level"/>.</summary>
    /// <param name="level">Between 0 and 1, for instance 0.95.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    internal static double TwoSided(double level, int degrees)
    {
        double low = 0, high = 1;
        while (Outside(high, degrees) > 1 - level) high *= 2;
        for (int i = 0; i < Halvings && high - low > 1e-14 * high; i++)
        {
            double middle = (low + high) / 2;
            if (Outside(middle, degrees) > 1 - level) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>P(|T| &gt; t): the incomplete beta function at ν / (ν + t²) (Abramowitz and Stegun 26.7.1).</summary>
    private static double Outside(double t, int degrees) => IncompleteBeta(degrees / (degrees + t * t), degrees / 2.0, 0.5);

    /// <summary>I_x(a, b) by its power series (Abramowitz and Stegun 26.5.4), where that converges quickly, else by 1 - I_{1-x}(b, a).</summary>
    private static double IncompleteBeta(double x, double a, double b)
    {
        if (x > 0.5) return 1 - IncompleteBeta(1 - x, b, a);
        if (x <= 0) return 0;
        double sum = 1, term = 1;
        for (int n = 0; n < MaxTerms && term > 1e-17 * sum; n++)
        {
            term *= (a + b + n) / (a + 1 + n) * x;
            sum += term;
        }
        double logBeta = LogGamma(a) + LogGamma(b) - LogGamma(a + b);
        return Math.Exp(a * Math.Log(x) + b * Math.Log(1 - x) - logBeta) * sum / a;
    }

    /// <summary>ln Γ(x) for x &gt; 0: Stirling's series after shifting x upwards (Abramowitz and Stegun 6.1.41).</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 20; x++) shift += Math.Log(x);
        double inverse = 1 / (x * x);
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / x
            - shift;
    }
}
