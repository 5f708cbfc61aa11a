namespace Ign.MLNet.Evaluation;

/// <summary>How diverse a model's generated images are, in the eyes of a classifier.</summary>
/// <param name="Shares">Share of the generated images in each class.</param>
/// <param name="RealEntropyBits">Entropy of the same classifier's predictions on as many real images: what a perfect generator would reach.</param>
/// <param name="Residual">Mean |f(f(z)) − f(z)|.</param>
/// <param name="Spread">Deviation over the generated images, a pixel's mean, relative to that over real images. Near 0 means collapse.</param>
public sealed record GenerationReport(IReadOnlyList<double> Shares, double RealEntropyBits, double Residual, double Spread)
{
    /// <summary>Entropy of <see cref="Shares"/>; log2 of the number of classes at most.</summary>
    public double EntropyBits => Coverage.EntropyBits;

    /// <summary>Classes that occur at all.</summary>
    public int ClassesSeen => Coverage.ClassesSeen;

    /// <summary>Classes that make up at least one image in a hundred.</summary>
    public int ClassesAtLeastOnePercent => Coverage.ClassesAtLeastOnePercent;

    private ClassCoverage Coverage => new(Shares);
}
