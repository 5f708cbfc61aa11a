using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Watches a training on images that it does not see: figures for the log and a grid of pictures.</summary>
internal sealed class HeldOutMonitor
{
    /// <summary>Which of an image's nearest neighbours says how near a generated image must come to cover it.</summary>
    private const int Neighbour = 5;

    /// <summary>Images, and values of them, that are sent through the network together.</summary>
    private const int MostTogether = 32, MostValues = 1 << 17;

    private const int MaxColumns = 16;

    /// <summary>A grid has about so many pixels at most: photographs do not become smaller in a PNG file, and a run keeps and shows many grids.</summary>
    private const int GridPixels = 3 << 19;

    private readonly TensorShape _shape; // of an image, without labels
    private readonly NetworkSpec _network;
    private readonly float[] _real;
    private readonly float[] _labels; // the label channels of every image: that of its class, or none of no classes
    private readonly float[] _trained;
    private readonly float[] _trainedLabels;
    private readonly (string Name, float[] Images, bool Generates)[] _sources;
    private readonly Device _device;
    private readonly int _columns;

    private int Count => _real.Length / _shape.Size;

    /// <param name="inputs">
    /// Images that are not trained on, and sources to watch; as many images that are trained on are measured for comparison. Where the network knows labels,
    /// every input has that of the image at its place.
    /// </param>
    /// <param name="options">The training.</param>
    /// <param name="device">Where the network is.</param>
    internal HeldOutMonitor(TrainingInputs inputs, TrainingOptions options, Device device)
    {
        var heldOut = inputs.HeldOut;
        _shape = heldOut.Shape;
        _network = options.Network;
        _device = device;
        (_real, _labels) = (heldOut.ToArray(), Labels(heldOut, _network.Classes));
        var seen = inputs.Trained.Slice(0, Math.Min(heldOut.Count, inputs.Trained.Count));
        (_trained, _trainedLabels) = (seen.ToArray(), Labels(seen, _network.Classes));
        _sources =
            [.. inputs.Watched.Select(s => (s.Name, s.Source is null ? heldOut.ToDamagedArray() : Draw(s.Source, options.Seed), s.Source is NoiseSource))];
        int fitting = GridPixels / (Rows.Count * _shape.Height * _shape.Width);
        _columns = Math.Min(heldOut.Count, Math.Clamp(fitting, 2, MaxColumns));
    }

    /// <summary>What the rows of a sample grid show, from the top.</summary>
    internal IReadOnlyList<string> Rows =>
        ["x", "f(x)", .. _sources.SelectMany(s => s.Generates ? ["z", "f(z)", "f(f(z))"] : new[] { s.Name, "restored", "restored twice" })];

    /// <summary>Measures a network.</summary>
    /// <param name="network">The network as it is delivered.</param>
    /// <param name="batchNormalized">The same weights, with batch normalisation by the batch; null where the network has none.</param>
    internal HeldOutFigures Measure(TorchNetwork network, TorchNetwork? batchNormalized = null)
    {
        using var noGradient = no_grad();
        var real = new PixelMoments(_shape.Size);
        double square = 0;
        double error = MeanError(y => network.Forward(y), _real, _labels, (x, difference) =>
        {
            square += difference.Squared().sum().ToDouble();
            real.Add(Values(x));
        });
        return new HeldOutFigures(error, Finite(1 - square / _real.Length / real.Variance),
            [.. _sources.Select(s => Measure(network, s.Name, s.Images, s.Generates, real))],
            Finite(error / MeanError(y => network.Forward(y), _trained, _trainedLabels)),
            batchNormalized is null ? null : Finite(error / MeanError(y => batchNormalized.ForwardFrozen(y, InputRole.Real), _real, _labels)));
    }

    private SourceFigures Measure(TorchNetwork network, string name, float[] images, bool generates, PixelMoments real)
    {
        var found = new PixelMoments(_shape.Size);
        double psnr = 0, residual = 0;
        var generated = new List<float>();
        InParts(images, _labels, Count, (first, y) =>
        {
            Tensor output = network.Forward(y), once = Images(output);
            residual += (Images(network.Forward(output)) - once).abs().sum().ToDouble();
            float[] values = Values(output);
            found.Add(values);
            if (generates) generated.AddRange(values);
            else
                psnr -= 10 * (once - Images(ToTensor(_real, _labels, first, (int)y.shape[0]))).Squared().mean([1, 2, 3]).AtLeast(1e-10).Over(4).log10().sum()
                    .ToDouble();
        });
        using var scope = NewDisposeScope();
        // One image has no spread, and equal ones have none to compare with.
        return new SourceFigures(name, generates ? null : psnr / Count, residual / _real.Length, Count == 1 ? null : Finite(found.Deviation / real.Deviation),
            generates && Count > Neighbour ? Coverage(Whole(_real), Whole([.. generated])) : null);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Rows of x and f(x), then y, f(y) and f(f(y)) for every source.</summary>
    internal void SaveGrid(TorchNetwork network, string path)
    {
        using var noGradient = no_grad();
        var rows = new List<float[]>();
        AddRows(_real, applications: 1);
        foreach (var (_, images, _) in _sources) AddRows(images, applications: 2);
        PngGrid.Save(path, rows, _columns, _shape);

        void AddRows(float[] images, int applications)
        {
            var added = Enumerable.Range(0, applications + 1).Select(_ => new List<float[]>()).ToList();
            InParts(images, _labels, _columns, (_, y) =>
            {
                foreach (var row in added)
                {
                    row.AddRange(Values(y).Chunk(_shape.Size));
                    if (row != added[^1]) y = network.Forward(y);
                }
            });
            rows.AddRange(added.SelectMany(r => r));
        }
    }

    /// <summary>Coverage (arXiv 2002.09797) in the space of pixels.</summary>
    /// <param name="real">Real images <c>[N, C, H, W]</c>, more than five.</param>
    /// <param name="generated">Generated images <c>[M, C, H, W]</c>.</param>
    internal static double Coverage(Tensor real, Tensor generated)
    {
        using var scope = NewDisposeScope();
        Tensor x = real.flatten(1), g = generated.flatten(1);
        // The nearest of all is the image itself.
        var radius = cdist(x, x).topk(Neighbour + 1, dim: 1, largest: false, sorted: true).values.select(1, Neighbour);
        var nearest = cdist(x, g).min(1).values;
        return (nearest < radius).to(ScalarType.Float64).mean().ToDouble();
    }

    private float[] Draw(SourceDistribution source, long seed)
    {
        var drawn = new float[_real.Length];
        for (int i = 0; i * _shape.Size < drawn.Length; i++)
            source.Draw(_real.AsSpan(i * _shape.Size, _shape.Size), drawn.AsSpan(i * _shape.Size, _shape.Size), _shape,
                SeededRandom.Mix((ulong)seed, (ulong)i, 3));
        return drawn;
    }

    /// <summary>Mean |f(x) − x|.</summary>
    /// <param name="f">f.</param>
    /// <param name="images">All x.</param>
    /// <param name="labels">Their label channels.</param>
    /// <param name="look">Also looks at some of x, labels included, and f(x) − x without them.</param>
    private double MeanError(Func<Tensor, Tensor> f, float[] images, float[] labels, Action<Tensor, Tensor>? look = null)
    {
        double sum = 0;
        InParts(images, labels, images.Length / _shape.Size, (_, x) =>
        {
            var difference = Images(f(x) - x);
            sum += difference.abs().sum().ToDouble();
            look?.Invoke(x, difference);
        });
        return sum / images.Length;
    }

    /// <summary>
    /// Goes through images in parts of equal size as far as that goes, for the statistics of a batch of few would be another thing. No more than a part of
    /// them, and of what is made of it, is held by libtorch at a time.
    /// </summary>
    private void InParts(float[] images, float[] labels, int count, Action<int, Tensor> look)
    {
        int together = Math.Clamp(MostValues / _network.Input.Size, 1, MostTogether), parts = (count + together - 1) / together,
            size = (count + parts - 1) / parts;
        for (int first = 0; first < count; first += size)
        {
            using var scope = NewDisposeScope();
            look(first, ToTensor(images, labels, first, Math.Min(size, count - first)));
        }
    }

    private Tensor ToTensor(float[] images, float[] labels, int first, int count)
    {
        Tensor Part(float[] values, int channels)
        {
            int size = channels * _shape.Height * _shape.Width;
            return tensor(values[(first * size)..((first + count) * size)], [count, channels, _shape.Height, _shape.Width], device: _device);
        }
        return _network.Classes == 0 ? Part(images, _shape.Channels) : cat([Part(images, _shape.Channels), Part(labels, _network.Classes)], 1);
    }

    private Tensor Whole(float[] images) => tensor(images, [Count, _shape.Size], device: _device);

    private float[] Values(Tensor batch) => Images(batch).cpu().contiguous().data<float>().ToArray();

    private Tensor Images(Tensor batch) => LabelledBatch.Images(_network, batch);

    private static float[] Labels(ITrainingImages images, int classes)
    {
        int size = classes * images.Shape.Height * images.Shape.Width;
        var labels = new float[checked(images.Count * size)];
        if (classes > 0) for (int i = 0; i < images.Count; i++) LabelChannels.Write(images.Label(i), labels.AsSpan(i * size, size), classes);
        return labels;
    }
}
