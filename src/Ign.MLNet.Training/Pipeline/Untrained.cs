using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>A model that changes nothing, which stands for one that is not trained yet where only shapes and options matter.</summary>
internal static class Untrained
{
    /// <param name="shape">Shape of one image; null while it is not known.</param>
    /// <param name="anySize">Whether images of any size are taken.</param>
    internal static IgnModel Of(TensorShape? shape, bool anySize = false)
    {
        var spec = new NetworkSpec("untrained", shape ?? new TensorShape(1, 1, 1), []) { AnySize = anySize };
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, new WeightSet(spec, []), new IgnModelCard { Name = spec.Name, Shape = spec.Input }));
    }
}
