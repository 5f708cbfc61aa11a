namespace Ign.MLNet.Networks;

/// <summary>What storing kernels in fewer bits makes of them.</summary>
public static class WeightRounding
{
    /// <summary>The weights that a model file of that precision computes with.</summary>
    /// <exception cref="SpecException">A kernel holds a value that 16 bits cannot hold.</exception>
    public static WeightSet Apply(WeightSet weights, WeightPrecision precision)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (precision == WeightPrecision.Float32) return weights;
        var ends = FloatEnds.Of(weights.Spec);
        bool Keeps(NamedTensor tensor) => !IsKernel(tensor.Shape) || precision == WeightPrecision.Int8Static && ends.HasKernel(tensor.Name);
        return new WeightSet(weights.Spec, weights.InOrder.Select(t => Keeps(t) ? t : t with { Data = Round(t, precision) }));
    }

    /// <summary>Only kernels are stored in fewer bits: they are nearly all of a file, and nothing else tolerates it as well.</summary>
    internal static bool IsKernel(IReadOnlyList<int> shape) => shape.Count == 4;

    private static float[] Round(NamedTensor tensor, WeightPrecision precision) => precision == WeightPrecision.Float16
        ? Array.ConvertAll(tensor.Data, value => Round(tensor.Name, value))
        : Int8Tensor.Of(tensor).Decode();

    private static float Round(string name, float value)
    {
        float rounded = (float)(Half)value;
        return float.IsInfinity(rounded) && float.IsFinite(value)
            ? throw new SpecException($"Weight '{name}' holds {value}, more than the {(float)Half.MaxValue} that a 16-bit float can be.")
            : rounded;
    }
}
