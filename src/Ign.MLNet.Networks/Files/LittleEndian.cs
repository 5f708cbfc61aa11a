using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ign.MLNet.Networks;

/// <summary>Floats as the little-endian bytes that files hold.</summary>
internal static class LittleEndian
{
    /// <summary>The bytes of <paramref name="values"/>; no copy where the machine is little-endian.</summary>
    internal static ReadOnlySpan<byte> Bytes(float[] values)
    {
        if (BitConverter.IsLittleEndian) return MemoryMarshal.AsBytes<float>(values);
        byte[] bytes = new byte[checked(values.Length * sizeof(float))];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }
}
