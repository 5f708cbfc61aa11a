using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Fréchet distance between two sets of features, each taken as a Gaussian: |m₁ - m₂|² + tr(S₁ + S₂ - 2 (S₁S₂)^½) (Dowson and Landau 1982; as a
/// measure of generators: Heusel et al., arXiv 1706.08500). It is called FID only with the features of one certain Inception network; with
/// others it is a Fréchet distance in these. It depends on the number of images, more for small ones: compare at equal numbers only.
/// </summary>
/// <param name="Value">The distance, at least 0; in squared units of the features.</param>
/// <param name="Count">Number of images of the first set.</param>
public sealed record FrechetDistance(double Value, int Count)
{
    /// <summary>Measures two sets. Fewer images than features are no hindrance: covariances may be rank-deficient.</summary>
    /// <param name="features">Features, one image after the other; at least two images.</param>
    /// <param name="reference">The same of the other set.</param>
    /// <param name="size">Number of features of an image.</param>
    /// <exception cref="ArgumentException">A length is not that of whole images, a set has less than two, or a feature is not finite.</exception>
    public static FrechetDistance Compute(ReadOnlySpan<float> features, ReadOnlySpan<float> reference, int size)
    {
        var a = new FeatureRows(features, size, 2, nameof(features));
        var b = new FeatureRows(reference, size, 2, nameof(reference));
        double[] meanA = a.Mean(), meanB = b.Mean();
        var (covarianceA, covarianceB) = (a.Covariance(meanA), b.Covariance(meanB));
        double apart = TensorPrimitives.Distance<double>(meanA, meanB);
        double value = apart * apart + Trace(covarianceA) + Trace(covarianceB) - 2 * TraceOfRoot(covarianceA, covarianceB);
        return new FrechetDistance(Math.Max(0, value), a.Count);
    }

    /// <summary>
    /// tr((S₁S₂)^½). S₁S₂ is similar to S₁^½ S₂ S₁^½, which is symmetric and has no negative eigenvalues: unlike the product it has a root without
    /// imaginary parts, whatever the ranks. Eigenvalues that rounding made negative count as 0.
    /// </summary>
    private static double TraceOfRoot(double[][] a, double[][] b)
    {
        var eigen = Matrix<double>.Build.DenseOfRowArrays(a).Evd(Symmetricity.Symmetric);
        var root = eigen.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(Roots(eigen.EigenValues)).TransposeAndMultiply(eigen.EigenVectors);
        return Roots((root * Matrix<double>.Build.DenseOfRowArrays(b) * root).Evd(Symmetricity.Symmetric).EigenValues).Sum();
    }

    private static Vector<double> Roots(Vector<System.Numerics.Complex> eigenvalues) => eigenvalues.Map(x => Math.Sqrt(Math.Max(0, x.Real)));

    private static double Trace(double[][] matrix) => matrix.Select((row, i) => row[i]).Sum();
}
