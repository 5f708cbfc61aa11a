using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Makes the objective that the options of a training name.</summary>
internal static class ObjectiveFactory
{
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="source">What the network's other inputs are drawn from, for objectives that draw more of them than a batch has; null for pairs.</param>
    /// <param name="device">Where the network is.</param>
    internal static IObjective Create(TrainingOptions options, SourceDistribution? source, Device device)
    {
        if (options.Latent is not { } latent) return Regularized(options, source, device);
        var encoder = new LatentEncoder(LatentNetwork.Autoencoder(options), latent.First, device);
        return new LatentObjective(Regularized(options, source, device, encoder), encoder, latent);
    }

    private static IObjective Regularized(TrainingOptions options, SourceDistribution? source, Device device, LatentEncoder? encoder = null)
    {
        var objective = Plain(options, source, device, encoder);
        return options.Regularizers.Count > 0 ? new RegularizedObjective(objective, options.Regularizers) : objective;
    }

    private static IObjective Plain(TrainingOptions options, SourceDistribution? source, Device device, LatentEncoder? encoder)
    {
        if (options.Ign is { } ign) return ign.Fused ? new FusedIgnObjective(ign) : new IgnObjective(ign);
        if (options.Naign is { } naign) return new NaignObjective(naign, (NoiseSource)source!, options.Network.ImageShape, options.Seed, device, ScalarType.Float32, LabelLaw.Of(options), encoder);
        if (options.Autoencoder is { } autoencoder) return new AutoencoderObjective(autoencoder);
        if (options.Linear is { } linear) return new LinearIgnObjective(linear);
        return new RestorationObjective(options.Restoration!, device);
    }
}
