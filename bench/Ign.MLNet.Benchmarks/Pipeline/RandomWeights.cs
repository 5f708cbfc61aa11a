using Ign.MLNet.Networks;

namespace Ign.MLNet.Benchmarks;

/// <summary>DCGAN's starting values without libtorch: convolution weights N(0, 0.02), normalisations as the identity, biases 0.</summary>
internal static class RandomWeights
{
    private const double Deviation = 0.02;

    internal static WeightSet Of(NetworkSpec spec, int seed)
    {
        var random = new Random(seed);
        return new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Values(p, random))));
    }

    private static float[] Values(ParameterShape parameter, Random random)
    {
        float[] values = new float[parameter.Count];
        if (parameter.Shape.Count == 4) for (int i = 0; i < values.Length; i++) values[i] = (float)(Deviation * Gaussian(random));
        else if (parameter.Name.EndsWith(".weight", StringComparison.Ordinal)) Array.Fill(values, 1f);
        return values;
    }

    /// <summary>Box and Muller's transform.</summary>
    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
