using Ign.MLNet.Evaluation;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>Makes the objective that the options of a training name.</summary>
internal static class ObjectiveFactory
{
    /// <param name="options">Which objective, and its settings.</param>
    /// <param name="source">What the network's other inputs are drawn from, for objectives that draw more of them than a batch has.</param>
    /// <param name="device">Where the network is.</param>
    internal static IObjective Create(TrainingOptions options, SourceDistribution source, Device device)
    {
        if (options.Ign is { } ign) return ign.Fused ? new FusedIgnObjective(ign) : new IgnObjective(ign);
        if (options.Naign is { } naign) return new NaignObjective(naign, (NoiseSource)source, options.Network.ImageShape, options.Seed, device, ScalarType.Float32, LabelLaw.Of(options));
        return new RestorationObjective(options.Restoration!);
    }
}
