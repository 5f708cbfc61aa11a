using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>The encoder e of a finished autoencoder.</summary>
internal sealed class LatentEncoder : IDisposable
{
    private readonly TorchNetwork _autoencoder;
    private readonly int _layers;

    /// <param name="autoencoder">Its weights.</param>
    /// <param name="layers">Number of layers of the encoder.</param>
    /// <param name="device">Where it computes.</param>
    internal LatentEncoder(WeightSet autoencoder, int layers, Device? device = null)
    {
        _autoencoder = new TorchNetwork(autoencoder.Spec, device);
        _autoencoder.Load(autoencoder);
        _layers = layers;
        Shape = TorchNetwork.ShapeAfter(autoencoder.Spec, layers);
    }

    /// <summary>Shape of a code.</summary>
    internal TensorShape Shape { get; }

    /// <summary>e(y), without gradient.</summary>
    /// <param name="images">Images <c>[N, C, H, W]</c>.</param>
    internal Tensor Encode(Tensor images)
    {
        using var noGradient = no_grad();
        return _autoencoder.ForwardLayers(images, 0, _layers);
    }

    public void Dispose() => _autoencoder.Dispose();
}
