namespace Ign.MLNet.Evaluation;

/// <summary>How far images are from real ones, in the features of a network.</summary>
/// <param name="Images">What they are: generated ones, or other real ones as the floor.</param>
/// <param name="Frechet"><see cref="FrechetDistance"/>.</param>
/// <param name="Kernel"><see cref="KernelDistance"/>.</param>
/// <param name="KernelError">Its standard error within a seed; null for few images.</param>
/// <param name="Precision"><see cref="ManifoldCoverage.Precision"/>.</param>
/// <param name="Recall"><see cref="ManifoldCoverage.Recall"/>.</param>
/// <param name="Density"><see cref="ManifoldCoverage.Density"/>.</param>
/// <param name="Coverage"><see cref="ManifoldCoverage.Coverage"/>.</param>
/// <param name="ClassesSeen"><see cref="ClassCoverage.ClassesSeen"/>; this and the rest null where the network has no classes.</param>
/// <param name="ClassesAtLeastOnePercent"><see cref="ClassCoverage.ClassesAtLeastOnePercent"/>.</param>
/// <param name="EntropyBits"><see cref="ClassCoverage.EntropyBits"/>.</param>
/// <param name="Shares">Share of each class, the mean over the seeds.</param>
public sealed record GenerationRow(
    string Images, Interval Frechet, Interval Kernel, double? KernelError, Interval Precision, Interval Recall, Interval Density, Interval Coverage,
    Interval? ClassesSeen, Interval? ClassesAtLeastOnePercent, Interval? EntropyBits, IReadOnlyList<double>? Shares);
