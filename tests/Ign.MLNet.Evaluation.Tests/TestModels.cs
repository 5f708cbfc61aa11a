using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>Models whose projections are known beforehand.</summary>
internal static class TestModels
{
    /// <summary>f(y) = factor · y on the scale of the card's range.</summary>
    internal static IgnModel Scaling(float factor, TensorShape shape, string noise = "gaussian", float minimum = -1, float maximum = 1)
    {
        int channels = shape.Channels;
        var spec = new NetworkSpec("scaling", shape, [new Conv(channels, channels, 1, Bias: false)]).Validated();
        float[] diagonal = [.. Enumerable.Range(0, channels * channels).Select(i => i % (channels + 1) == 0 ? factor : 0)];
        var weights = new WeightSet(spec, [new NamedTensor(spec.ParameterShapes.Single().Name, [channels, channels, 1, 1], diagonal)]);
        return IgnModel.FromBytes(OnnxModelWriter.Write(spec, weights, new IgnModelCard { Name = "scaling", Shape = shape, NoiseSource = noise, Minimum = minimum, Maximum = maximum }));
    }
}
