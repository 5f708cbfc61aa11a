using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Watches a training on images that it does not see: figures for the log and a grid of pictures.</summary>
internal sealed class HeldOutMonitor
{
    private const int MaxColumns = 16;
    private readonly TensorShape _shape; // of an image, without labels
    private readonly NetworkSpec _network;
    private readonly float[] _labels; // the label channels of every image: that of its class, or none of no classes
    private readonly float[] _real;
    private readonly (string Name, float[] Images)[] _sources;
    private readonly Device _device;
    private readonly int _columns;

    /// <param name="heldOut">Images that are not trained on.</param>
    /// <param name="network">The network, which may know labels: then every input has the label of the image at its place.</param>
    /// <param name="sources">Inputs to watch, by name.</param>
    /// <param name="seed">Seed of the sources.</param>
    /// <param name="device">Where the network is.</param>
    internal HeldOutMonitor(ITrainingImages heldOut, NetworkSpec network, IEnumerable<(string Name, SourceDistribution Source)> sources, long seed, Device device)
    {
        _shape = heldOut.Shape;
        _network = network;
        _labels = Labels(heldOut, network.Classes);
        _device = device;
        _real = heldOut.ToArray();
        _columns = Math.Min(MaxColumns, heldOut.Count);
        _sources = [.. sources.Select(s => (s.Name, Draw(s.Source, seed)))];
    }

    /// <summary>
    /// Mean absolute error of f(x) against x, PSNR of f(y) against x for damaged y, mean |f(f(y)) − f(y)|, and the spread of f(y) over
    /// images relative to the data's: near 0 it tells of collapse.
    /// </summary>
    internal Dictionary<string, double> Measure(TorchNetwork network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var x = ToTensor(_real);
        var real = Images(x);
        var figures = new Dictionary<string, double> { ["reconstruction"] = Images(network.Forward(x) - x).abs().mean().ToDouble() };
        foreach (var (name, images) in _sources)
        {
            using var inner = NewDisposeScope();
            var output = network.Forward(ToTensor(images));
            var (once, twice) = (Images(output), Images(network.Forward(output)));
            figures["psnr." + name] = (4 / (once - real).square().mean([1, 2, 3]).clamp_min(1e-10)).log10().mean().ToDouble() * 10;
            figures["residual." + name] = (twice - once).abs().mean().ToDouble();
            if (real.shape[0] == 1) continue; // one image has no spread, and equal ones have none to compare with
            double spread = (once.std(dimensions: [0]).mean() / real.std(dimensions: [0]).mean()).ToDouble();
            if (double.IsFinite(spread)) figures["spread." + name] = spread;
        }
        return figures;
    }

    /// <summary>Rows of x and f(x), then y, f(y) and f(f(y)) for every source.</summary>
    internal void SaveGrid(TorchNetwork network, string path)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = new List<float[]>();
        var x = ToTensor(_real).narrow(0, 0, _columns);
        Add(rows, x, network.Forward(x));
        foreach (var (_, images) in _sources)
        {
            var y = ToTensor(images).narrow(0, 0, _columns);
            var once = network.Forward(y);
            Add(rows, y, once, network.Forward(once));
        }
        PngGrid.Save(path, rows, _columns, _shape);
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

    private Tensor ToTensor(float[] images)
    {
        long count = images.Length / _shape.Size;
        var batch = tensor(images, [count, _shape.Channels, _shape.Height, _shape.Width], device: _device);
        return _network.Classes == 0 ? batch : cat([batch, tensor(_labels, [count, _network.Classes, _shape.Height, _shape.Width], device: _device)], 1);
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
