using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;

namespace Ign.MLNet;

/// <summary>Compares an exported file with the network that it was exported from, computed in double precision.</summary>
public sealed class ExportCheck
{
    private ExportCheck(ModelSource source, OnnxForm form, IReadOnlyList<float[]> images, IReadOnlyList<double[]> expected) =>
        (Source, Form, Images, Expected) = (source, form, images, expected);

    /// <summary>What is exported.</summary>
    public ModelSource Source { get; }

    /// <summary>How it is written.</summary>
    public OnnxForm Form { get; }

    /// <summary>What is compared on, in the value range of the card.</summary>
    public IReadOnlyList<float[]> Images { get; }

    /// <summary>What the reference makes of the images, in the value range of the card.</summary>
    public IReadOnlyList<double[]> Expected { get; }

    /// <summary>Computes what a file of that form should make of some images; on all cores.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="form">How it is written. Where it takes pixels, the images are rounded to whole levels first.</param>
    /// <param name="images">Images to compare on, in the value range of the card.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1.</param>
    /// <param name="cancellation">Ends it between two applications.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ExportCheck Prepare(
        ModelSource source, OnnxForm form, IReadOnlyList<float[]> images, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(images);
        if (form.Elements != ImageElements.Float)
            images = [.. images.Select(image => Values(source.Card, Levels(source.Card, image.Select(v => (double)v))))];
        var reference = new ReferenceNetwork(source.Weights);
        var expected = new double[images.Count][];
        int done = 0;
        Parallel.For(0, images.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            expected[i] = Repeated(Array.ConvertAll(images[i], v => (double)v), reference.Apply, form.Applications, cancellation);
            progress?.Report((double)Interlocked.Increment(ref done) / images.Count);
        });
        return new ExportCheck(source, form, images, expected);
    }

    /// <summary>
    /// How far 32-bit arithmetic itself is from the reference on these images, whatever the runtime: the plain loops again with every operation rounded, the
    /// sums forwards on every other image and backwards on the rest. A network that amplifies rounding shows it here.
    /// </summary>
    /// <param name="cancellation">Ends it between two applications.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public ExportDifference Rounding(CancellationToken cancellation = default)
    {
        var reference = new ReferenceNetwork(Source.Weights);
        var rounded = new float[Images.Count][];
        Parallel.For(0, Images.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
            rounded[i] = Repeated(Images[i], v => reference.ApplyInSinglePrecision(v, backwards: i % 2 == 1), Form.Applications, cancellation));
        return Compare(rounded);
    }

    /// <summary>Runs a file on the images.</summary>
    /// <param name="onnx">The exported file.</param>
    /// <returns>Its difference from the reference.</returns>
    /// <exception cref="DllNotFoundException">The native library of ONNX Runtime is missing.</exception>
    /// <exception cref="OnnxRuntimeException">It refuses the file.</exception>
    public ExportDifference Run(byte[] onnx)
    {
        var shape = Source.Card.Shape;
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        if (Form.Elements == ImageElements.Float)
            return Compare(Batched(session, [shape.Channels, shape.Height, shape.Width], i => Images[i]));

        bool interleaved = Form.Elements == ImageElements.UInt8Interleaved;
        int[] sides = interleaved ? [shape.Height, shape.Width, shape.Channels] : [shape.Channels, shape.Height, shape.Width];
        byte[] Ordered(byte[] planes) => interleaved ? Interleaved(planes, shape) : planes;
        var actual = Batched(session, sides, i => Ordered(Levels(Source.Card, Images[i].Select(v => (double)v))));
        var expected = Expected.Select(image => Ordered(Levels(Source.Card, image)));
        return Difference(expected.Select(image => image.Select(v => (double)v)), actual.Select(image => image.Select(v => (double)v)), byte.MaxValue / 2.0);
    }

    /// <summary>Compares what another interpretation of the network made of <see cref="Images"/>.</summary>
    /// <param name="results">One array for each image, in the value range of the card.</param>
    /// <returns>Its difference from the reference.</returns>
    public ExportDifference Compare(IEnumerable<float[]> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return Difference(Expected, results.Select(image => image.Select(v => (double)v)), Unit);
    }

    private double Unit => ((double)Source.Card.Maximum - Source.Card.Minimum) / 2;

    /// <param name="expected">Images.</param>
    /// <param name="actual">Images.</param>
    /// <param name="unit">What is 1 in a value range of [-1, 1].</param>
    private static ExportDifference Difference(IEnumerable<IEnumerable<double>> expected, IEnumerable<IEnumerable<double>> actual, double unit)
    {
        double largest = 0, square = 0;
        long count = 0;
        foreach (double difference in expected.SelectMany(e => e).Zip(actual.SelectMany(a => a), (e, a) => (a - e) / unit))
        {
            largest = Math.Max(largest, Math.Abs(difference));
            square += difference * difference;
            count++;
        }
        return new ExportDifference(largest, 10 * Math.Log10(4 * count / square));
    }

    /// <summary>Runs all images in calls of the size that the file wants.</summary>
    private List<T[]> Batched<T>(InferenceSession session, int[] sides, Func<int, T[]> image)
        where T : unmanaged
    {
        var results = new List<T[]>();
        int size = sides.Aggregate(1, (a, b) => a * b), step = Form.Batch ?? Images.Count;
        for (int first = 0; first < Images.Count; first += step)
        {
            // The last call of a fixed batch is filled up with its last image.
            T[] values = [.. Enumerable.Range(first, step).SelectMany(i => image(Math.Min(i, Images.Count - 1)))];
            using var input = OrtValue.CreateTensorValueFromMemory(values, [step, .. sides.Select(s => (long)s)]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
            var output = outputs[0].GetTensorDataAsSpan<T>();
            for (int i = 0; i < step && results.Count < Images.Count; i++) results.Add(output.Slice(i * size, size).ToArray());
        }
        return results;
    }

    private static T[] Repeated<T>(T[] v, Func<T[], T[]> function, int applications, CancellationToken cancellation)
    {
        for (int k = 0; k < applications; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            v = function(v);
        }
        return v;
    }

    private static byte[] Levels(IgnModelCard card, IEnumerable<double> values) =>
        [.. values.Select(v => (byte)Math.Round(Math.Clamp((v - card.Minimum) / ((double)card.Maximum - card.Minimum), 0, 1) * byte.MaxValue))];

    private static float[] Values(IgnModelCard card, byte[] levels) =>
        [.. levels.Select(level => (float)(level / (double)byte.MaxValue * ((double)card.Maximum - card.Minimum) + card.Minimum))];

    private static byte[] Interleaved(byte[] planes, TensorShape shape)
    {
        int area = shape.Height * shape.Width;
        return [.. Enumerable.Range(0, planes.Length).Select(i => planes[i % shape.Channels * area + i / shape.Channels])];
    }
}
