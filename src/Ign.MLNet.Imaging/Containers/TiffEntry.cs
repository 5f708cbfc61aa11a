namespace Ign.MLNet.Imaging;

/// <summary>An entry of a directory of a TIFF.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Value">Its values, one after another; those of more than a byte with the lowest byte first.</param>
/// <param name="Directory">The entries of the directory that it leads to; null where it leads to none.</param>
internal sealed record TiffEntry(int Id, int Type, byte[] Value, IReadOnlyList<TiffEntry>? Directory = null)
{
    /// <summary>Bytes of a value; 0 for an unknown type.</summary>
    internal static int SizeOf(int type) =>
        type switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 or 16 or 17 or 18 => 8, _ => 0 };

    /// <summary>Bytes that change places between the two orders.</summary>
    internal static int WordOf(int type) => type is 5 or 10 ? 4 : SizeOf(type);
}
