using System.Globalization;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>A batch that has not become tensors yet.</summary>
/// <param name="Position">Images of the training before it.</param>
/// <param name="Count">Images that it counts as.</param>
/// <param name="Shape">Shape of one image, label channels included.</param>
/// <param name="Real">Real images, one after the other.</param>
/// <param name="Source">What they were drawn into.</param>
internal sealed record PreparedBatch(long Position, int Count, TensorShape Shape, float[] Real, float[] Source)
{
    /// <summary>Sizes of its tensors, <c>[N, C, H, W]</c>.</summary>
    internal int[] Sizes => [Real.Length / Shape.Size, Shape.Channels, Shape.Height, Shape.Width];

    /// <summary>Its tensors where the network is.</summary>
    internal (Tensor Real, Tensor Source) ToTensors(Device device)
    {
        long[] sizes = [.. Sizes.Select(s => (long)s)];
        return (tensor(Real, sizes, device: device), tensor(Source, sizes, device: device));
    }

    /// <summary>Writes the batch, with where it was and what it did, for somebody to look at.</summary>
    internal void Save(string path, Losses losses, int attempt)
    {
        var facts = losses.Named().ToDictionary(l => l.Key, l => l.Value.ToString(CultureInfo.InvariantCulture));
        facts["images"] = Position.ToString(CultureInfo.InvariantCulture);
        facts["attempt"] = attempt.ToString(CultureInfo.InvariantCulture);
        Safetensors.Write(path, [new("real", Sizes, Real), new("source", Sizes, Source)], facts);
    }
}
