namespace Ign.MLNet.Training;

/// <summary>Means of the loss terms over one batch, before weighting. A term that the objective does not have is null.</summary>
/// <param name="Reconstruction">D(f(x), x).</param>
/// <param name="Idempotence">D(f(f(s)), f(s)) for source images s.</param>
/// <param name="Tightness">-D(f(f(z)), f(z)), after the clamp.</param>
/// <param name="Restoration">D(f(y), x) for damaged images y.</param>
/// <param name="Coverage">Mean over x of the distance to the nearest f(z) of a pool.</param>
/// <param name="Regularization">Weighted sum of the regularisers.</param>
public readonly record struct Losses(
    double Reconstruction, double Idempotence, double? Tightness = null, double? Restoration = null,
    double? Coverage = null, double? Regularization = null)
{
    /// <summary>Whether a term is NaN or infinite.</summary>
    public bool Diverged => Named().Any(term => !double.IsFinite(term.Value));

    /// <summary>The terms that the objective has, by name.</summary>
    public IEnumerable<KeyValuePair<string, double>> Named()
    {
        yield return new("reconstruction_loss", Reconstruction);
        yield return new("idempotence_loss", Idempotence);
        if (Tightness is { } tightness) yield return new("tightness_loss", tightness);
        if (Restoration is { } restoration) yield return new("restoration_loss", restoration);
        if (Coverage is { } coverage) yield return new("coverage_loss", coverage);
        if (Regularization is { } regularization) yield return new("regularization_loss", regularization);
    }

    /// <summary>The terms with their values, for people.</summary>
    public override string ToString() => string.Join(", ", Named().Select(l => FormattableString.Invariant($"{l.Key} {l.Value:G4}")));

    /// <summary>Reads what <see cref="Named"/> gave.</summary>
    internal static Losses Of(IReadOnlyDictionary<string, double> named)
    {
        return new Losses(Find("reconstruction_loss") ?? double.NaN, Find("idempotence_loss") ?? double.NaN,
            Find("tightness_loss"), Find("restoration_loss"), Find("coverage_loss"), Find("regularization_loss"));

        double? Find(string name) => named.TryGetValue(name, out double value) ? value : null;
    }
}
