using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>A model and the way it is applied to images of other sizes.</summary>
/// <param name="Name">Name in result lines; empty for the main one.</param>
/// <param name="Description">In words.</param>
/// <param name="Model">The model.</param>
/// <param name="Fit">How images are fitted.</param>
internal sealed record RestoreWorkload(string Name, string Description, IgnModel Model, FitMode Fit)
{
    /// <summary>What is compared.</summary>
    internal static IReadOnlyList<RestoreWorkload> All
    {
        get
        {
            var model = Random(ResidualUNet.For(new TensorShape(3, 64, 64), width: 16, deepWidth: 32, deepBlocks: 1));
            return
            [
                new("", "a light residual U-Net, 64×64×3, in tiles: the network is most of the work", model, FitMode.Tile),
                new("resize", "the same network on the whole image, resized: reading and writing are most of the work", model, FitMode.Resize),
            ];
        }
    }

    /// <summary>Nearly no network, for what everything else takes.</summary>
    internal static IgnModel Tiny => Random(new NetworkSpec("tiny", new TensorShape(3, 32, 32), [new Residual([new Conv(3, 3, 3, 1, 1)]), new Activation(ActivationKind.Clamp)]).Validated());

    private static IgnModel Random(NetworkSpec spec) =>
        IgnModel.FromBytes(OnnxModelWriter.Write(spec, RandomWeights.Of(spec, seed: 1), new IgnModelCard { Name = spec.Name, Shape = spec.Input }));
}
