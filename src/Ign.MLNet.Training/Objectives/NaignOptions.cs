namespace Ign.MLNet.Training;

/// <summary>Settings of <see cref="NaignObjective"/>.</summary>
public sealed record NaignOptions
{
    /// <summary>The distance D of both terms; the nearest sample is always searched by the squared difference. The default value is <see cref="Distance.L1"/>.</summary>
    public Distance Distance { get; init; } = Distance.L1;

    /// <summary>λ, the weight of the coverage. The default value is 1.</summary>
    public double CoverageWeight { get; init; } = 1;

    /// <summary>
    /// Weight of D(f′(f(z)), f(z)), which the published loss does not have: its idempotence follows from the other two terms. The default value is 0.
    /// </summary>
    public double IdempotenceWeight { get; init; }

    /// <summary>m, the samples f(z) that a real image finds its nearest among. A checkpoint holds them. The default value is 2,048.</summary>
    public int Pool { get; init; } = 2048;

    /// <summary>
    /// Images after which a new pool is drawn ("staleness"). With as many images as the pool has samples, a sample is pulled towards one image on
    /// average; many more pull it to their mean. The default value is 2,048.
    /// </summary>
    public int Refresh { get; init; } = 2048;

    /// <summary>
    /// τ of Adaptive IMLE: a pool that is due is kept on until the samples chosen for a batch have come nearer to its images by this share since the
    /// pool was drawn, at most <see cref="Patience"/> times as long. Null: it is never kept on. The default value is null.
    /// </summary>
    public double? Improvement { get; init; }

    /// <summary>
    /// ε of RS-IMLE (arXiv 2409.17439), as a root mean square over the values of an image: a sample that an image of any batch has come this near is
    /// not chosen as long as the pool lasts. Null: all are. The default value is null.
    /// </summary>
    public double? RejectionRadius { get; init; }

    /// <summary>How many times longer a pool may be kept for <see cref="Improvement"/>.</summary>
    internal const int Patience = 10;
}
