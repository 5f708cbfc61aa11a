namespace Ign.MLNet.Training;

/// <summary>What was measured on images that are not trained on, with the averaged weights.</summary>
/// <param name="Reconstruction">Mean |f(x) − x|.</param>
/// <param name="Explained">
/// The share of the images' variance that f(x) reproduces; 0 is what the mean image reaches, and no constant output more. Null where all images are equal.
/// </param>
/// <param name="Sources">What f makes of inputs off the data.</param>
/// <param name="TrainingGap">The reconstruction error relative to that of images trained on; null where that is 0.</param>
/// <param name="BatchGap">The reconstruction error relative to that under the statistics of the batch; null without batch normalisation.</param>
public sealed record HeldOutFigures(double Reconstruction, double? Explained, IReadOnlyList<SourceFigures> Sources, double? TrainingGap = null,
    double? BatchGap = null)
{
    /// <summary>The figures by name, as <c>stats.jsonl</c> and TensorBoard have them; those of a source end with its name.</summary>
    public IEnumerable<KeyValuePair<string, double>> Named()
    {
        yield return new("reconstruction", Reconstruction);
        if (Explained is { } explained) yield return new("explained", explained);
        foreach (var source in Sources)
        {
            if (source.Psnr is { } psnr) yield return new("psnr." + source.Name, psnr);
            yield return new("residual." + source.Name, source.Residual);
            if (source.Spread is { } spread) yield return new("spread." + source.Name, spread);
            if (source.Coverage is { } coverage) yield return new("coverage." + source.Name, coverage);
        }
        if (TrainingGap is { } training) yield return new("gap.training", training);
        if (BatchGap is { } batch) yield return new("gap.batch", batch);
    }

    /// <summary>The figures with their values, for people.</summary>
    public override string ToString() => string.Join(", ", Named().Select(f => FormattableString.Invariant($"{f.Key} {f.Value:G4}")));

    /// <summary>Reads what <see cref="Named"/> gave; null where nothing was measured.</summary>
    internal static HeldOutFigures? Of(IReadOnlyDictionary<string, double> named)
    {
        const string residual = "residual.";
        if (Find("reconstruction") is not { } reconstruction) return null;
        var sources = named.Keys.Where(k => k.StartsWith(residual, StringComparison.Ordinal)).Select(k => k[residual.Length..]);
        return new HeldOutFigures(reconstruction, Find("explained"),
            [.. sources.Select(s => new SourceFigures(s, Find("psnr." + s), named[residual + s], Find("spread." + s), Find("coverage." + s)))],
            Find("gap.training"), Find("gap.batch"));

        double? Find(string name) => named.TryGetValue(name, out double value) ? value : null;
    }

    /// <summary>What a model's card tells: all figures, and the means of PSNR and residual over the sources.</summary>
    internal IEnumerable<KeyValuePair<string, double>> ForCard(int images)
    {
        IEnumerable<KeyValuePair<string, double>> all = [.. Named(), new("images", images), new("residual", Sources.Average(s => s.Residual))];
        if (Sources.Average(s => s.Psnr) is { } psnr) all = all.Append(new("psnr", psnr));
        return all.Select(f => KeyValuePair.Create("held_out." + f.Key, Math.Round(f.Value, 5)));
    }
}
