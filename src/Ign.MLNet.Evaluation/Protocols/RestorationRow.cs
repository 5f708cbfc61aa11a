namespace Ign.MLNet.Evaluation;

/// <summary>What a method makes of images with one kind of damage.</summary>
/// <param name="Damage">The damage with its strength.</param>
/// <param name="Method"><c>damaged</c> for nothing done, <c>model</c>, or the name of a classical filter.</param>
/// <param name="Psnr">dB, of the squared differences pooled over the images.</param>
/// <param name="Ssim">Mean structural similarity; null for images with a side below 11.</param>
/// <param name="L1">Mean absolute difference on the [-1,1] scale.</param>
/// <param name="Accuracy">Share of the images that the feature network's classifier gets right, 0 to 1; null without classifier or labels.</param>
public sealed record RestorationRow(string Damage, string Method, Interval Psnr, Interval? Ssim, Interval L1, Interval? Accuracy);
