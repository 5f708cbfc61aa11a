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

    /// <summary>Images, and values of them, that are sent through the network together: all that lies in between is held until the pass is over.</summary>
    private const int MostTogether = 32, MostValues = 1 << 17;

    private const int MaxColumns = 16;
    private readonly TensorShape _shape; // of an image, without labels
    private readonly NetworkSpec _network;
    private readonly float[] _real;
    private readonly float[] _labels; // the label channels of every image: that of its class, or none of no classes
    private readonly float[] _trained;
    private readonly float[] _trainedLabels;
    private readonly (string Name, float[] Images, bool Generates)[] _sources;
    private readonly Device _device;
    private readonly int _columns;

    /// <param name="heldOut">Images that are not trained on.</param>
    /// <param name="training">Images that are trained on; as many of them as are held out are measured for comparison.</param>
    /// <param name="network">The network, which may know labels: then every input has the label of the image at its place.</param>
    /// <param name="sources">Inputs to watch, by name; null for the damaged versions that the images come with.</param>
    /// <param name="seed">Seed of the sources.</param>
    /// <param name="device">Where the network is.</param>
    internal HeldOutMonitor(ITrainingImages heldOut, ITrainingImages training, NetworkSpec network, IEnumerable<(string Name, SourceDistribution? Source)> sources, long seed, Device device)
    {
        _shape = heldOut.Shape;
        _network = network;
        _device = device;
        (_real, _labels) = (heldOut.ToArray(), Labels(heldOut, network.Classes));
        var seen = training.Slice(0, Math.Min(heldOut.Count, training.Count));
        (_trained, _trainedLabels) = (seen.ToArray(), Labels(seen, network.Classes));
        _columns = Math.Min(MaxColumns, heldOut.Count);
        _sources = [.. sources.Select(s => (s.Name, s.Source is null ? heldOut.ToDamagedArray() : Draw(s.Source, seed), s.Source is NoiseSource))];
    }

    /// <summary>
    /// <c>reconstruction</c>: mean |f(x) − x|. <c>explained</c>: the share of the images' variance that f(x) reproduces; 0 is what the mean image
    /// reaches, and no constant output more. For every source, <c>psnr</c> of f(y) against x, <c>residual</c> = mean |f(f(y)) − f(y)|, and
    /// <c>spread</c> of f(y) over images relative to the data's: near 0 it tells of collapse. For noise, <c>coverage</c>: the share of images to
    /// which an f(z) is nearer than their fifth neighbour among them. <c>gap.training</c>: the reconstruction error relative to that of images
    /// trained on; <c>gap.batch</c>: relative to that under the statistics of the batch.
    /// </summary>
    /// <param name="network">The network as it is delivered.</param>
    /// <param name="batchNormalized">The same weights, with batch normalisation by the batch; null where the network has none.</param>
    internal Dictionary<string, double> Measure(TorchNetwork network, TorchNetwork? batchNormalized = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var x = ToTensor(_real, _labels);
        var real = Images(x);
        var fx = Apply(y => network.Forward(y), x);
        var difference = Images(fx - x);
        double error = difference.abs().mean().ToDouble();
        var figures = new Dictionary<string, double> { ["reconstruction"] = error };
        Put("explained", 1 - (difference.Squared().mean() / (real - real.mean([0], keepdim: true)).Squared().mean()).ToDouble());
        foreach (var (name, images, generates) in _sources)
        {
            using var inner = NewDisposeScope();
            var output = Apply(y => network.Forward(y), ToTensor(images, _labels));
            var (once, twice) = (Images(output), Images(Apply(y => network.Forward(y), output)));
            figures["psnr." + name] = -10 * (once - real).Squared().mean([1, 2, 3]).AtLeast(1e-10).Over(4).log10().mean().ToDouble();
            figures["residual." + name] = (twice - once).abs().mean().ToDouble();
            if (real.shape[0] == 1) continue; // one image has no spread, and equal ones have none to compare with
            Put("spread." + name, (once.std(dimensions: [0]).mean() / real.std(dimensions: [0]).mean()).ToDouble());
            if (generates && real.shape[0] > Neighbour) figures["coverage." + name] = Coverage(real, once);
        }
        var seen = ToTensor(_trained, _trainedLabels);
        Put("gap.training", error / Images(Apply(y => network.Forward(y), seen) - seen).abs().mean().ToDouble());
        if (batchNormalized is not null) Put("gap.batch", error / Images(Apply(y => batchNormalized.ForwardFrozen(y, InputRole.Real), x) - x).abs().mean().ToDouble());
        return figures;

        void Put(string name, double value)
        {
            if (double.IsFinite(value)) figures[name] = value;
        }
    }

    /// <summary>Rows of x and f(x), then y, f(y) and f(f(y)) for every source.</summary>
    internal void SaveGrid(TorchNetwork network, string path)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = new List<float[]>();
        var x = ToTensor(_real, _labels).narrow(0, 0, _columns);
        Add(rows, x, Apply(v => network.Forward(v), x));
        foreach (var (_, images, _) in _sources)
        {
            var y = ToTensor(images, _labels).narrow(0, 0, _columns);
            var once = Apply(v => network.Forward(v), y);
            Add(rows, y, once, Apply(v => network.Forward(v), once));
        }
        PngGrid.Save(path, rows, _columns, _shape);
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

    private void Add(List<float[]> rows, params Tensor[] tensors)
    {
        foreach (var tensor in tensors)
        {
            var values = Images(tensor).cpu().contiguous().data<float>().ToArray();
            rows.AddRange(values.Chunk(_shape.Size));
        }
    }

    private float[] Draw(SourceDistribution source, long seed)
    {
        var drawn = new float[_real.Length];
        for (int i = 0; i * _shape.Size < drawn.Length; i++)
            source.Draw(_real.AsSpan(i * _shape.Size, _shape.Size), drawn.AsSpan(i * _shape.Size, _shape.Size), _shape, SeededRandom.Mix((ulong)seed, (ulong)i, 3));
        return drawn;
    }

    /// <summary>f of all images, in parts of equal size as far as that goes: the statistics of a batch of few would be another thing.</summary>
    private static Tensor Apply(Func<Tensor, Tensor> f, Tensor images)
    {
        var results = new List<Tensor>();
        long count = images.shape[0], together = Math.Clamp(MostValues * count / images.numel(), 1, MostTogether);
        foreach (var part in images.chunk((count + together - 1) / together))
        {
            using var scope = NewDisposeScope();
            results.Add(f(part).MoveToOuterDisposeScope());
        }
        return cat(results);
    }

    private Tensor ToTensor(float[] images, float[] labels)
    {
        long count = images.Length / _shape.Size;
        var batch = tensor(images, [count, _shape.Channels, _shape.Height, _shape.Width], device: _device);
        return _network.Classes == 0 ? batch : cat([batch, tensor(labels, [count, _network.Classes, _shape.Height, _shape.Width], device: _device)], 1);
    }

    private Tensor Images(Tensor batch) => LabelledBatch.Images(_network, batch);

    private static float[] Labels(ITrainingImages images, int classes)
    {
        int size = classes * images.Shape.Height * images.Shape.Width;
        var labels = new float[checked(images.Count * size)];
        if (classes > 0) for (int i = 0; i < images.Count; i++) LabelChannels.Write(images.Label(i), labels.AsSpan(i * size, size), classes);
        return labels;
    }
}
