using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Runs an exported file and compares it with the network that it was exported from: with the double-precision reference always, with TorchSharp where
/// libtorch is there.
/// </summary>
public sealed class ExportCheck
{
    /// <summary>Largest difference allowed where kernels are 32-bit floats, in a value range of [-1, 1].</summary>
    public const double Float32Bound = 1e-5;

    /// <summary>The same for kernels of 16 bits.</summary>
    public const double Float16Bound = 0.02;

    /// <summary>The same for kernels of 8 bits. Single pixels can be far off while the picture is close: see the signal-to-noise ratio.</summary>
    public const double Int8Bound = 0.5;

    /// <summary>Smallest peak signal-to-noise ratio allowed for kernels of 8 bits, in dB.</summary>
    public const double Int8Psnr = 35;

    /// <summary>The same where the values between layers have 8 bits as well.</summary>
    public const double Int8StaticPsnr = 20;

    private readonly ModelSource _source;
    private readonly IReadOnlyList<float[]> _images;
    private readonly int _applications;

    /// <param name="source">What was exported.</param>
    /// <param name="images">Images to compare on, in the value range of the card.</param>
    /// <param name="applications">How often the file applies f.</param>
    public ExportCheck(ModelSource source, IReadOnlyList<float[]> images, int applications = 1)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(images);
        (_source, _images, _applications) = (source, images, applications);
        var reference = new ReferenceNetwork(source.Weights);
        Expected = [.. images.Select(image => Applied(reference, image, applications))];
    }

    /// <summary>What the reference makes of the images.</summary>
    public IReadOnlyList<double[]> Expected { get; }

    /// <summary>Runs a file on the images.</summary>
    /// <param name="onnx">The exported file.</param>
    /// <exception cref="DllNotFoundException">The native library of ONNX Runtime is missing.</exception>
    /// <exception cref="OnnxRuntimeException">It refuses the file.</exception>
    public ExportDifference Run(byte[] onnx)
    {
        var info = OnnxModelReader.Read(onnx);
        var card = OnnxModelCheck.Check(info);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        return card.Elements == ImageElements.Float ? Values(session, card.Precision, (int?)info.Inputs[0].Shape[0]) : Pixels(session, card, (int?)info.Inputs[0].Shape[0]);
    }

    /// <summary>Largest difference between the reference and the TorchSharp module, in a value range of [-1, 1].</summary>
    /// <returns>The difference; null where libtorch is not there.</returns>
    public double? AgainstTorch()
    {
        try
        {
            TorchRuntime.Initialize();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = new TorchNetwork(_source.Weights.Spec);
        network.Load(_source.Weights);
        var shape = _source.Card.Shape;
        var y = tensor(_images.SelectMany(i => i).ToArray()).reshape(-1, shape.Channels, shape.Height, shape.Width);
        for (int k = 0; k < _applications; k++) y = network.Forward(y);
        return y.data<float>().ToArray().Zip(Expected.SelectMany(e => e), (a, b) => Math.Abs(a - b)).Max() / Unit;
    }

    private double Unit => ((double)_source.Card.Maximum - _source.Card.Minimum) / 2;

    private ExportDifference Values(InferenceSession session, WeightPrecision precision, int? batch)
    {
        var shape = _source.Card.Shape;
        var actual = Batched<float>(session, batch, [shape.Channels, shape.Height, shape.Width], i => _images[i]);
        double largest = 0, square = 0;
        foreach (double difference in Expected.Zip(actual).SelectMany(p => p.First.Zip(p.Second, (e, a) => (a - e) / Unit)))
        {
            largest = Math.Max(largest, Math.Abs(difference));
            square += difference * difference;
        }
        double psnr = 10 * Math.Log10(4 * Expected.Count * shape.Size / square);
        bool holds = precision switch
        {
            WeightPrecision.Float32 => largest <= Float32Bound,
            WeightPrecision.Float16 => largest <= Float16Bound,
            WeightPrecision.Int8 => largest <= Int8Bound && psnr >= Int8Psnr,
            _ => psnr >= Int8StaticPsnr,
        };
        return new ExportDifference(largest, psnr, holds);
    }

    private ExportDifference Pixels(InferenceSession session, IgnModelCard file, int? batch)
    {
        var shape = file.Shape;
        bool interleaved = file.Elements == ImageElements.UInt8Interleaved;
        int[] sides = interleaved ? [shape.Height, shape.Width, shape.Channels] : [shape.Channels, shape.Height, shape.Width];
        var card = _source.Card;
        byte[] Levels(IEnumerable<double> values) => [.. values.Select(v => (byte)Math.Round(Math.Clamp((v - card.Minimum) / (2 * Unit), 0, 1) * byte.MaxValue))];
        byte[][] inputs = [.. _images.Select(image => Levels(image.Select(v => (double)v)))];
        var reference = new ReferenceNetwork(_source.Weights);
        var actual = Batched(session, batch, sides, i => interleaved ? Interleaved(inputs[i], shape) : inputs[i]);
        int largest = 0;
        double square = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            // The file reads whole levels, so the reference must start from the same ones.
            float[] start = [.. inputs[i].Select(level => (float)(level / 255.0 * 2 * Unit + card.Minimum))];
            byte[] expected = Levels(Applied(reference, start, _applications));
            if (interleaved) expected = Interleaved(expected, shape);
            foreach (int difference in expected.Zip(actual[i], (e, a) => Math.Abs(e - a)))
            {
                largest = Math.Max(largest, difference);
                square += (double)difference * difference;
            }
        }
        double psnr = 10 * Math.Log10(255.0 * 255 * inputs.Length * shape.Size / square);
        return new ExportDifference(largest / 127.5, psnr, file.Precision == WeightPrecision.Float32 ? largest <= 1 : psnr >= (file.Precision == WeightPrecision.Int8Static ? Int8StaticPsnr : Int8Psnr));
    }

    /// <summary>Runs all images in calls of the size that the file wants.</summary>
    private List<T[]> Batched<T>(InferenceSession session, int? batch, int[] sides, Func<int, T[]> image)
        where T : unmanaged
    {
        var results = new List<T[]>();
        int size = sides.Aggregate(1, (a, b) => a * b), step = batch ?? _images.Count;
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

    private static double[] Applied(ReferenceNetwork reference, float[] image, int applications)
    {
        double[] v = [.. image.Select(value => (double)value)];
        for (int k = 0; k < applications; k++) v = reference.Apply(v);
        return v;
    }

    private static byte[] Interleaved(byte[] planes, TensorShape shape)
    {
        int area = shape.Height * shape.Width;
        return [.. Enumerable.Range(0, planes.Length).Select(i => planes[i % shape.Channels * area + i / shape.Channels])];
    }
}
