using System.Globalization;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Puts the layers h of a latent IGN between encoder and decoder of an autoencoder, so that the three are one network.</summary>
internal static class LatentNetwork
{
    /// <summary>Decoder ∘ h ∘ encoder.</summary>
    /// <param name="autoencoder">The autoencoder's network.</param>
    /// <param name="split">Index of its first decoder layer.</param>
    /// <param name="body">h, whose output has the shape of its input.</param>
    /// <exception cref="SpecException">The layers do not fit.</exception>
    internal static NetworkSpec Compose(NetworkSpec autoencoder, int split, IReadOnlyList<Layer> body) =>
        (autoencoder with { Name = autoencoder.Name + "_latent", Layers = [.. autoencoder.Layers.Take(split), .. body, .. autoencoder.Layers.Skip(split)] }).Validated();

    /// <summary>The autoencoder that the options name.</summary>
    /// <exception cref="InvalidDataException">The file holds another one, or its layers are not those around h.</exception>
    internal static WeightSet Autoencoder(TrainingOptions options)
    {
        var latent = options.Latent!;
        var weights = WeightFile.Load(latent.Autoencoder);
        if (WeightHash.Of(weights) != latent.Hash) throw new InvalidDataException($"'{latent.Autoencoder}' holds another autoencoder than the one that the options name by its hash.");
        var around = options.Network with { Name = weights.Spec.Name, Layers = [.. options.Network.Layers.Take(latent.First), .. options.Network.Layers.Skip(latent.First + latent.Count)] };
        return around.ToJson() == weights.Spec.ToJson() ? weights : throw new InvalidDataException($"The layers around those of the latent network are not the autoencoder's in '{latent.Autoencoder}'.");
    }

    /// <summary>Weights of the whole network: <paramref name="start"/> with the autoencoder's around h.</summary>
    internal static WeightSet Place(WeightSet autoencoder, WeightSet start, LatentOptions latent) => new(start.Spec, start.InOrder.Select(tensor =>
    {
        int dot = tensor.Name.IndexOf('.', StringComparison.Ordinal);
        int layer = int.Parse(tensor.Name.AsSpan(0, dot), CultureInfo.InvariantCulture);
        if (layer >= latent.First && layer < latent.First + latent.Count) return tensor;
        int before = layer < latent.First ? layer : layer - latent.Count;
        return tensor with { Data = autoencoder[before.ToString(CultureInfo.InvariantCulture) + tensor.Name[dot..]].Data };
    }));
}
