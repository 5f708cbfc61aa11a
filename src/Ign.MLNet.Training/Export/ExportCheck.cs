using System.Runtime.InteropServices;
using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Compares an exported file with the network that it was exported from: with the double-precision reference always, with TorchSharp where libtorch is
/// there.
/// </summary>
public sealed class ExportCheck
{
    private readonly ModelSource _source;
    private readonly OnnxForm _form;
    private readonly IReadOnlyList<float[]> _images;

    private ExportCheck(ModelSource source, OnnxForm form, IReadOnlyList<float[]> images, IReadOnlyList<double[]> expected) =>
        (_source, _form, _images, Expected) = (source, form, images, expected);

    /// <summary>What the reference makes of the images, in the value range of the card.</summary>
    public IReadOnlyList<double[]> Expected { get; }

    /// <summary>Computes what a file of that form should make of some images; on all cores.</summary>
    /// <param name="source">What is exported.</param>
    /// <param name="form">How it is written. Where it takes pixels, the images are rounded to whole levels first.</param>
    /// <param name="images">Images to compare on, in the value range of the card.</param>
    /// <param name="progress">Is told the share that is done, 0 to 1.</param>
    /// <param name="cancellation">Ends it between two applications.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static ExportCheck Prepare(ModelSource source, OnnxForm form, IReadOnlyList<float[]> images, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(images);
        if (form.Elements != ImageElements.Float) images = [.. images.Select(image => Values(source.Card, Levels(source.Card, image.Select(v => (double)v))))];
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
        var reference = new ReferenceNetwork(_source.Weights);
        var rounded = new float[_images.Count][];
        Parallel.For(0, _images.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
            rounded[i] = Repeated(_images[i], v => reference.ApplyInSinglePrecision(v, backwards: i % 2 == 1), _form.Applications, cancellation));
        return Difference(Expected, rounded.Select(image => image.Select(v => (double)v)), Unit);
    }

    /// <summary>Runs a file on the images.</summary>
    /// <param name="onnx">The exported file.</param>
    /// <returns>Its difference from the reference.</returns>
    /// <exception cref="DllNotFoundException">The native library of ONNX Runtime is missing.</exception>
    /// <exception cref="OnnxRuntimeException">It refuses the file.</exception>
    public ExportDifference Run(byte[] onnx)
    {
        var shape = _source.Card.Shape;
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        if (_form.Elements == ImageElements.Float)
            return Difference(Expected, Batched(session, [shape.Channels, shape.Height, shape.Width], i => _images[i]).Select(image => image.Select(v => (double)v)), Unit);

        bool interleaved = _form.Elements == ImageElements.UInt8Interleaved;
        int[] sides = interleaved ? [shape.Height, shape.Width, shape.Channels] : [shape.Channels, shape.Height, shape.Width];
        byte[] Ordered(byte[] planes) => interleaved ? Interleaved(planes, shape) : planes;
        var actual = Batched(session, sides, i => Ordered(Levels(_source.Card, _images[i].Select(v => (double)v))));
        return Difference(Expected.Select(image => Ordered(Levels(_source.Card, image)).Select(v => (double)v)), actual.Select(image => image.Select(v => (double)v)), byte.MaxValue / 2.0);
    }

    /// <summary>Runs the TorchSharp module on the images.</summary>
    /// <returns>Its difference from the reference; null where libtorch is not there.</returns>
    public ExportDifference? RunTorch()
    {
        // TorchSharp's own search for libtorch writes its steps to the console where it finds none.
        if (!NativeLibrary.TryLoad("LibTorchSharp", typeof(TorchSharp.torch).Assembly, null, out _)) return null;
        TorchRuntime.Initialize();
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = new TorchNetwork(_source.Weights.Spec);
        network.Load(_source.Weights);
        var shape = _source.Card.Shape;
        var y = tensor(_images.SelectMany(i => i).ToArray()).reshape(-1, shape.Channels, shape.Height, shape.Width);
        for (int k = 0; k < _form.Applications; k++) y = network.Forward(y);
        return Difference(Expected, y.data<float>().ToArray().Chunk(shape.Size).Select(image => image.Select(v => (double)v)), Unit);
    }

    private double Unit => ((double)_source.Card.Maximum - _source.Card.Minimum) / 2;

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
        int size = sides.Aggregate(1, (a, b) => a * b), step = _form.Batch ?? _images.Count;
        for (int first = 0; first < _images.Count; first += step)
        {
            // The last call of a fixed batch is filled up with its last image.
            T[] values = [.. Enumerable.Range(first, step).SelectMany(i => image(Math.Min(i, _images.Count - 1)))];
            using var input = OrtValue.CreateTensorValueFromMemory(values, [step, .. sides.Select(s => (long)s)]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, [OnnxModelWriter.InputName], [input], [OnnxModelWriter.OutputName]);
            var output = outputs[0].GetTensorDataAsSpan<T>();
            for (int i = 0; i < step && results.Count < _images.Count; i++) results.Add(output.Slice(i * size, size).ToArray());
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
