using System.Numerics.Tensors;

namespace Ign.MLNet.Evaluation;

/// <summary>Features of some images in double precision.</summary>
internal sealed class FeatureRows
{
    private readonly double[] _values;
    private readonly int _size;

    /// <param name="features">Features, one image after the other.</param>
    /// <param name="size">Number of features of an image.</param>
    /// <param name="least">Least number of images.</param>
    /// <param name="role">What they are, for the message.</param>
    /// <exception cref="ArgumentException">The length is not that of whole images, there are too few of them, or a feature is not finite.</exception>
    internal FeatureRows(ReadOnlySpan<float> features, int size, int least, string role)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (features.Length % size != 0 || features.Length / size < least)
            throw new ArgumentException($"Expected {size} features for each of at least {least} images, got {features.Length} values.", role);
        _values = new double[features.Length];
        _size = size;
        for (int i = 0; i < _values.Length; i++)
        {
            if (!float.IsFinite(features[i])) throw new ArgumentException($"Image {i / size} has a feature that is not finite.", role);
            _values[i] = features[i];
        }
    }

    /// <summary>Number of images.</summary>
    internal int Count => _values.Length / _size;

    /// <summary>Features of one image.</summary>
    internal ReadOnlySpan<double> this[int image] => _values.AsSpan(image * _size, _size);

    /// <summary>Mean of each feature.</summary>
    internal double[] Mean()
    {
        var mean = new double[_size];
        for (int i = 0; i < Count; i++)
        {
            var row = this[i];
            for (int j = 0; j < _size; j++) mean[j] += row[j] / Count;
        }
        return mean;
    }

    /// <summary>Covariance of the features, with n - 1 in the denominator.</summary>
    internal double[][] Covariance(double[] mean)
    {
        // Feature by feature, so that the innermost loop runs along memory.
        var columns = new double[_size][];
        for (int j = 0; j < _size; j++)
        {
            columns[j] = new double[Count];
            for (int i = 0; i < Count; i++) columns[j][i] = _values[i * _size + j] - mean[j];
        }
        var covariance = new double[_size][];
        for (int j = 0; j < _size; j++) covariance[j] = new double[_size];
        Parallel.For(0, _size, j =>
        {
            for (int k = 0; k <= j; k++) covariance[j][k] = covariance[k][j] = TensorPrimitives.Dot<double>(columns[j], columns[k]) / (Count - 1);
        });
        return covariance;
    }
}
