using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Networks;

/// <summary>Takes trained weights back out of a model file, to train on or to export again.</summary>
public static class OnnxWeights
{
    /// <summary>The weights of <paramref name="spec"/>, found by their names.</summary>
    /// <param name="info">A model file that <see cref="OnnxModelWriter"/> made.</param>
    /// <param name="spec">Its network, from <see cref="IgnModelCard.Spec"/>.</param>
    /// <exception cref="IgnFormatException">A weight is missing, is not stored as 32-bit floats, has another size, or is not finite.</exception>
    public static WeightSet Read(OnnxModelInfo info, NetworkSpec spec)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(spec);
        var valuesOf = Finder(info);
        try
        {
            return new WeightSet(spec, spec.ParameterShapes.Select(p => new NamedTensor(p.Name, p.Shape, Floats(valuesOf(p)))));
        }
        catch (SpecException e)
        {
            throw new IgnFormatException(Printable.Of(e), e);
        }
    }

    /// <summary>Finds the bytes of a parameter: its size is checked, its values are not.</summary>
    internal static Func<ParameterShape, ReadOnlyMemory<byte>> Finder(OnnxModelInfo info)
    {
        var constants = info.Initializers.ToDictionary(i => i.Name);
        return parameter =>
        {
            if (!constants.TryGetValue(parameter.Name, out var constant)) throw new IgnFormatException($"The model lacks the weight '{parameter.Name}' of its network.");
            if (constant.ElementType != "float" || constant.Raw.Length != parameter.Count * sizeof(float))
                throw new IgnFormatException($"Weight '{parameter.Name}': expected {parameter.Count} 32-bit floats, got {constant.Raw.Length} bytes of {constant.ElementType}.");
            return constant.Raw;
        };
    }

    private static float[] Floats(ReadOnlyMemory<byte> bytes)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.Span[(i * sizeof(float))..]);
        return values;
    }
}
