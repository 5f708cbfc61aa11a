using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>A model and the way it is applied to images of other sizes.</summary>
/// <param name="Name">Name in result lines.</param>
/// <param name="Description">In words.</param>
/// <param name="Model">The model.</param>
/// <param name="Fit">How images are fitted.</param>
/// <param name="Share">Which part of the images takes part, 0 to 1: heavy work is measured on fewer.</param>
/// <param name="Large">Whether the images are photographs of 12 megapixels. The loops, which hold a whole image as floats in tiles, are left out then.</param>
internal sealed record RestoreWorkload(string Name, string Description, IgnModel Model, FitMode Fit, double Share, bool Large = false)
{
    internal static readonly string[] Names = ["tiles", "resize", "photos"];

    /// <summary>What is compared.</summary>
    internal static IReadOnlyList<RestoreWorkload> All =>
    [
        new(Names[0], "the network that `ign train` makes for 64×64×3, in tiles: it is nearly all of the work",
            Random(ResidualUNet.For(new TensorShape(3, 64, 64))), FitMode.Tile, 0.2),
        new(Names[1], "a light residual U-Net, 64×64×3, on the whole image, resized: reading and writing are more than half of the work",
            Random(ResidualUNet.For(new TensorShape(3, 64, 64), width: 16, deepWidth: 32, deepBlocks: 1)), FitMode.Resize, 1),
        new(Names[2], "`photo.onnx` on photographs of 12 megapixels: it is nearly all of the work",
            IgnModel.Load(BenchRepository.At("export/models/photo.onnx")), FitMode.Exact, 1, Large: true),
    ];

    /// <summary>Nearly no network, for what everything else takes.</summary>
    internal static IgnModel Tiny =>
        Random(new NetworkSpec("tiny", new TensorShape(3, 32, 32), [new Residual([new Conv(3, 3, 3, 1, 1)]), new Activation(ActivationKind.Clamp)])
            .Validated());

    private static IgnModel Random(NetworkSpec spec) =>
        IgnModel.FromBytes(OnnxModelWriter.Write(spec, RandomWeights.Of(spec, seed: 1), new IgnModelCard { Name = spec.Name, Shape = spec.Input }));
}
