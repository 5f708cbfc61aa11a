namespace Ign.MLNet.Training;

/// <summary>
/// Tells a training that has learned nothing by its first check: some initialisations never leave one image for all inputs, and only another one helps.
/// </summary>
internal static class BadStart
{
    private const double LeastExplained = 0.02;
    private const double LeastSpread = 0.001;

    /// <summary>No start has learned anything sooner: 28×28 garments need some hundred steps to beat their mean.</summary>
    private const long LeastSteps = 500;

    /// <summary>Position of the check: a function of the options alone, so that a run that was stopped in between checks there too. A
    /// shorter training is never checked.</summary>
    internal static long CheckAt(TrainingOptions options) => Math.Max(LeastSteps * options.BatchSize, Math.Min(options.Images / 10, 64_000));

    /// <summary>Why the start was a bad one, or null.</summary>
    /// <param name="monitors">Figures on the held-out images.</param>
    internal static string? Reason(IReadOnlyDictionary<string, double> monitors)
    {
        if (monitors.Any(m => m.Key.StartsWith("spread.", StringComparison.Ordinal) && m.Value < LeastSpread)) return "all outputs are equal";
        if (monitors.TryGetValue("explained", out double explained) && explained < LeastExplained) return "reconstructions are no better than the mean image";
        return null;
    }
}
