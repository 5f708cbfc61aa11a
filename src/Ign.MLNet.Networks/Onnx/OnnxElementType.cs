namespace Ign.MLNet.Networks;

/// <summary>Numbers, names and sizes of ONNX's element types (<c>TensorProto.DataType</c>).</summary>
internal static class OnnxElementType
{
    internal const int Float = 1;
    internal const int UInt8 = 2;
    internal const int Int8 = 3;
    internal const int Int32 = 6;
    internal const int Int64 = 7;
    internal const int Float16 = 10;
    internal const int Double = 11;
    internal const int BFloat16 = 16;

    private static readonly string[] s_names =
    [
        "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double",
        "uint32", "uint64", "complex64", "complex128", "bfloat16",
    ];

    /// <summary>Name as ONNX's text form writes it.</summary>
    internal static string Name(long type) => type >= 0 && type < s_names.Length ? s_names[type] : $"type {type}";

    /// <summary>Bytes of one element in <c>raw_data</c>; 0 where it is not a whole number, or where the type is unknown here.</summary>
    internal static int Size(long type) => type switch
    {
        UInt8 or Int8 or 9 => 1,
        4 or 5 or Float16 or BFloat16 => 2,
        Float or Int32 or 12 => 4,
        Int64 or Double or 13 or 14 => 8,
        15 => 16,
        _ => 0,
    };

    /// <summary>Whether the type holds real numbers, as trained weights do.</summary>
    internal static bool IsReal(long type) => type is Float or Float16 or Double or BFloat16;
}
