namespace Ign.MLNet.Training;

/// <summary>What a model card tells of the held-out images.</summary>
internal static class HeldOutFigures
{
    private const string Prefix = "held_out.";

    /// <summary>The figures of a <see cref="HeldOutMonitor"/>, and the means of PSNR and residual over all kinds of damage.</summary>
    internal static IEnumerable<KeyValuePair<string, double>> Of(IReadOnlyDictionary<string, double> monitors, int images)
    {
        // f(z) has no original: the PSNR of noise would compare it with an unrelated image.
        var figures = monitors.Where(m => m.Key != "psnr.noise").ToDictionary();
        figures["images"] = images;
        Mean("psnr");
        Mean("residual");
        return figures.Select(f => KeyValuePair.Create(Prefix + f.Key, Math.Round(f.Value, 5)));

        void Mean(string kind)
        {
            var values = monitors.Where(m => m.Key.StartsWith(kind + ".", StringComparison.Ordinal) && m.Key != "psnr.noise").Select(m => m.Value).ToList();
            if (values.Count > 0) figures[kind] = values.Average();
        }
    }
}
