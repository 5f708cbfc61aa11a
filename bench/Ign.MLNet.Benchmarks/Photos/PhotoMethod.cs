using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>A way to restore a photograph.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Apply">Makes of a damaged image, CHW in [-1, 1], and its shape the restored one.</param>
internal sealed record PhotoMethod(string Name, Func<float[], TensorShape, float[]> Apply)
{
    internal static PhotoMethod Input { get; } = new("input", (image, _) => image);

    /// <summary>Non-local means of the best of some strengths, chosen for each damage by the first photograph.</summary>
    internal static PhotoMethod NonLocal(float h) => new("non-local means", (image, shape) =>
    {
        var result = new float[image.Length];
        new NonLocalMeans(h).Apply(image, result, shape);
        return result;
    });

    internal static PhotoMethod Of(string name, IgnModel model)
    {
        var projector = new UnitProjector(model, new IgnProjectorOptions { BatchSize = 1 });
        return new PhotoMethod(name, (image, shape) => projector.Project(image, shape, applications: 1));
    }
}
