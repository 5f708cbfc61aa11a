using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet.Evaluation;

/// <summary>Mean and leading principal components of clean images, fitted with ML.NET's randomised PCA.</summary>
public sealed class PcaBasis
{
    // The randomised range finder makes no power iterations; a generous surplus of directions is what keeps the last components accurate.
    private const int Surplus = 160;
    private const string Projected = "Projected";

    private PcaBasis(float[] mean, float[][] components) => (Mean, Components) = (mean, components);

    /// <summary>Mean image, CHW in [-1,1].</summary>
    public float[] Mean { get; }

    /// <summary>Orthonormal components, the one with the largest variance first.</summary>
    public IReadOnlyList<float[]> Components { get; }

    /// <summary>Fits a basis. The same images and seed give the same basis.</summary>
    /// <param name="images">Clean images, more than <paramref name="components"/>.</param>
    /// <param name="components">Number of components, at least 1.</param>
    /// <param name="seed">Seed of the random directions.</param>
    /// <exception cref="ArgumentException">There are too few images or pixels for so many components.</exception>
    public static PcaBasis Fit(ImageSet images, int components, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = images.Shape.Size;
        if (components < 1 || components >= images.Count || components > size)
            throw new ArgumentException($"Expected 1 to {Math.Min(images.Count - 1, size)} components for {images.Count} images of {images.Shape}, got {components}.", nameof(components));

        var ml = new MLContext(seed);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        int surplus = Math.Min(Surplus, Math.Min(size, images.Count - 1) - components);
        var pca = ml.Transforms.ProjectToPrincipalComponents(Projected, nameof(Row.Pixels), rank: components, overSampling: surplus, ensureZeroMean: true, seed: seed)
            .Fit(ml.Data.LoadFromEnumerable(Enumerable.Range(0, images.Count).Select(i => new Row(images, i)), schema));

        // The transformer does not show its components, but it is affine: the origin and the unit vectors show them.
        var responses = pca.Transform(ml.Data.LoadFromEnumerable(Enumerable.Range(-1, size + 1).Select(i => new Row(size, i)), schema))
            .GetColumn<float[]>(Projected).ToArray();
        var basis = Enumerable.Range(0, components).Select(k => Enumerable.Range(1, size).Select(i => (double)responses[i][k] - responses[0][k]).ToArray()).ToArray();
        Orthonormalise(basis);
        return new PcaBasis(MeanOf(images), [.. basis.Select(b => Array.ConvertAll(b, v => (float)v))]);
    }

    private static float[] MeanOf(ImageSet images)
    {
        var sum = new double[images.Shape.Size];
        for (int i = 0; i < images.Pixels.Length; i++) sum[i % sum.Length] += images.Pixels[i];
        return Array.ConvertAll(sum, s => (float)(s / images.Count / 127.5 - 1));
    }

    /// <summary>Gram-Schmidt: single precision leaves the components a thousandth away from orthogonal.</summary>
    private static void Orthonormalise(double[][] basis)
    {
        for (int k = 0; k < basis.Length; k++)
        {
            for (int j = 0; j < k; j++) Subtract(basis[k], basis[j], Dot(basis[k], basis[j]));
            double norm = Math.Sqrt(Dot(basis[k], basis[k]));
            // A direction without variance (fewer kinds of images than components) adds nothing.
            for (int i = 0; i < basis[k].Length; i++) basis[k][i] = norm > 1e-6 ? basis[k][i] / norm : 0;
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Subtract(double[] from, double[] direction, double length)
    {
        for (int i = 0; i < from.Length; i++) from[i] -= length * direction[i];
    }

    private sealed class Row
    {
        public Row() => Pixels = [];

        public Row(ImageSet images, int index)
        {
            Pixels = new float[images.Shape.Size];
            images.ToRange(index, Pixels);
        }

        /// <summary>A unit vector, or the origin where <paramref name="hot"/> is -1.</summary>
        public Row(int size, int hot)
        {
            Pixels = new float[size];
            if (hot >= 0) Pixels[hot] = 1;
        }

        public float[] Pixels { get; }
    }
}
