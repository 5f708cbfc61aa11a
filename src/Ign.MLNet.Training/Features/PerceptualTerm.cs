using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>The distance that <see cref="PerceptualOptions"/> describes.</summary>
internal sealed class PerceptualTerm : IDisposable
{
    private const double Least = 1e-10; // where all channels are 0 a length has no slope

    private readonly TorchFeatures _features;
    private readonly IReadOnlyList<string> _layers;
    private readonly Tensor? _mean;
    private readonly Tensor? _deviation;

    private PerceptualTerm(TorchFeatures features, PerceptualOptions options, Device? device, ScalarType type)
    {
        _features = features;
        _layers = options.Layers ?? features.Rectified;
        if (_layers.Count == 0) throw new InvalidDataException($"'{options.Features}' has no Relu: name the activations that are to be compared.");
        _mean = Row(options.Mean);
        _deviation = Row(options.Deviation);

        Tensor? Row(IReadOnlyList<float>? values) => values is null ? null : tensor([.. values], [1, values.Count, 1, 1], dtype: type, device: device).DetachFromDisposeScope();
    }

    /// <exception cref="InvalidDataException">The file is not the one that the options name by its hash, or lacks what they ask for.</exception>
    /// <exception cref="IgnFormatException">It is no ONNX file, or not one of a plain convolutional network.</exception>
    internal static PerceptualTerm Load(PerceptualOptions options, Device? device, ScalarType type)
    {
        byte[] content = BoundedFile.ReadModel(options.Features);
        if (PerceptualOptions.Hash(content) != options.Sha256) throw new InvalidDataException($"'{options.Features}' is another file than the one that the options name by its hash.");
        var features = new TorchFeatures(content, device, type);
        try
        {
            return new PerceptualTerm(features, options, device, type);
        }
        catch
        {
            features.Dispose();
            throw;
        }
    }

    /// <summary>The distance, a number with a gradient for <paramref name="output"/>.</summary>
    /// <param name="output">What the trained network made, <c>[N, C, H, W]</c>.</param>
    /// <param name="target">What it should have made.</param>
    internal Tensor Loss(Tensor output, Tensor target)
    {
        Tensor[] wanted;
        using (no_grad()) wanted = Units(target);
        return Units(output).Zip(wanted, (a, b) => (a - b).square().sum(1).mean()).Aggregate((a, b) => a + b) / _layers.Count;
    }

    public void Dispose()
    {
        _features.Dispose();
        _mean?.Dispose();
        _deviation?.Dispose();
    }

    private Tensor[] Units(Tensor images)
    {
        if (images.shape[1] == 1 && _features.Channels == 3) images = images.expand(-1, 3, -1, -1);
        if (_mean is not null) images = images - _mean;
        if (_deviation is not null) images = images / _deviation;
        return [.. _features.Run(images, _layers).Select(v => v * (v.square().sum(1, keepdim: true) + Least).rsqrt())];
    }
}
