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

    /// <summary>Finds the bytes of a parameter as 32-bit floats: its size is checked, its values are not.</summary>
    internal static Func<ParameterShape, ReadOnlyMemory<byte>> Finder(OnnxModelInfo info)
    {
        var constants = info.Initializers.ToDictionary(i => i.Name);
        return parameter =>
        {
            if (constants.TryGetValue(parameter.Name, out var plain)) return Raw(plain, parameter.Name, parameter.Count, "float", sizeof(float));
            if (constants.TryGetValue(parameter.Name + OnnxNetworkWriter.HalfSuffix, out var half)) return Widened(half, parameter);
            if (constants.TryGetValue(parameter.Name + OnnxNetworkWriter.ByteSuffix, out var numbers)
                && constants.TryGetValue(parameter.Name + OnnxNetworkWriter.ScaleSuffix, out var scales)) return Widened(numbers, scales, parameter);
            if (constants.TryGetValue(parameter.Name + OnnxNetworkWriter.WholeSuffix, out var whole)
                && constants.TryGetValue(parameter.Name + OnnxNetworkWriter.ScaleSuffix, out var steps)) return Multiplied(whole, steps, parameter);
            throw new IgnFormatException($"The model lacks the weight '{parameter.Name}' of its network.");
        };
    }

    private static byte[] Widened(OnnxInitializer half, ParameterShape parameter)
    {
        var raw = Raw(half, parameter.Name, parameter.Count, "float16", sizeof(ushort)).Span;
        float[] values = new float[parameter.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(i * sizeof(ushort))..]);
        return LittleEndian.Bytes(values).ToArray();
    }

    private static byte[] Widened(OnnxInitializer numbers, OnnxInitializer scales, ParameterShape parameter)
    {
        var raw = MemoryMarshal.Cast<byte, sbyte>(Raw(numbers, parameter.Name, parameter.Count, "int8", sizeof(sbyte)).Span);
        var factors = Floats(Raw(scales, parameter.Name, parameter.Shape[0], "float", sizeof(float)));
        return LittleEndian.Bytes(new Int8Tensor(parameter.Shape, raw.ToArray(), factors).Decode()).ToArray();
    }

    private static byte[] Multiplied(OnnxInitializer whole, OnnxInitializer steps, ParameterShape parameter)
    {
        var raw = Raw(whole, parameter.Name, parameter.Count, "int32", sizeof(int)).Span;
        float[] values = Floats(Raw(steps, parameter.Name, parameter.Count, "float", sizeof(float)));
        for (int i = 0; i < values.Length; i++) values[i] *= BinaryPrimitives.ReadInt32LittleEndian(raw[(i * sizeof(int))..]);
        return LittleEndian.Bytes(values).ToArray();
    }

    private static ReadOnlyMemory<byte> Raw(OnnxInitializer constant, string name, long count, string type, int size) =>
        constant.ElementType == type && constant.Raw.Length == count * size
            ? constant.Raw
            : throw new IgnFormatException($"Weight '{name}': expected {count} values of {type}, got {constant.Raw.Length} bytes of {constant.ElementType}.");

    private static float[] Floats(ReadOnlyMemory<byte> bytes)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.Cast<byte, float>(bytes.Span).ToArray();
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.Span[(i * sizeof(float))..]);
        return values;
    }
}
