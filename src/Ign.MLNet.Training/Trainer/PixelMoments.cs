namespace Ign.MLNet.Training;

/// <summary>Mean and spread of every value over images that come one after the other, so that they need not be held together.</summary>
/// <param name="size">Values of an image.</param>
internal sealed class PixelMoments(int size)
{
    private readonly double[] _sums = new double[size], _squares = new double[size];
    private long _count;

    /// <summary>Variance of a value over the images, the mean over all values.</summary>
    internal double Variance => Mean(variance => variance);

    /// <summary>Standard deviation of a value, estimated from two images and more, the mean over all values.</summary>
    internal double Deviation => Mean(variance => Math.Sqrt(variance * _count / (_count - 1)));

    /// <param name="images">Values of some images, one after the other.</param>
    internal void Add(ReadOnlySpan<float> images)
    {
        for (; images.Length >= size; images = images[size..], _count++)
            for (int i = 0; i < size; i++)
            {
                double value = images[i];
                _sums[i] += value;
                _squares[i] += value * value;
            }
    }

    private double Mean(Func<double, double> of)
    {
        double sum = 0;
        for (int i = 0; i < size; i++)
        {
            double mean = _sums[i] / _count;
            sum += of(Math.Max(0, _squares[i] / _count - mean * mean));
        }
        return sum / size;
    }
}
