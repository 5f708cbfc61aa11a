using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Networks;

/// <summary>
/// Identity of a set of weights: SHA-256 over each tensor in the order of the network: its name in UTF-8, a zero byte, the number of dimensions and
/// the dimensions as 32-bit integers, the values as 32-bit floats; all little-endian.
/// </summary>
public static class WeightHash
{
    /// <summary>The hash in lower-case hexadecimal.</summary>
    public static string Of(WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Of(weights.Spec, parameter => LittleEndian.Bytes(weights[parameter.Name].Data));
    }

    /// <summary>The same for values that are still the bytes of a file.</summary>
    internal static string Of(NetworkSpec spec, Func<ParameterShape, ReadOnlySpan<byte>> valuesOf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in spec.ParameterShapes)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(parameter.Name + '\0'));
            AppendNumber(hash, parameter.Shape.Count);
            foreach (int dimension in parameter.Shape) AppendNumber(hash, dimension);
            hash.AppendData(valuesOf(parameter));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendNumber(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
