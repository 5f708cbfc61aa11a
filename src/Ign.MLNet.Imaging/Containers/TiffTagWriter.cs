using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>Writes directories of a TIFF, lowest byte first.</summary>
internal static class TiffTagWriter
{
    private const int EntryBytes = 12;

    /// <summary>A directory with all that belongs to it.</summary>
    /// <param name="tags">Its entries, in any order.</param>
    /// <param name="start">Where in the file it will stand, even.</param>
    internal static byte[] Write(IEnumerable<TiffEntry> tags, int start)
    {
        var entries = tags.OrderBy(t => t.Id).ToArray();
        int table = 2 + (entries.Length * EntryBytes) + 4;
        var result = new List<byte>(new byte[table]);
        for (int i = 0; i < entries.Length; i++)
        {
            var tag = entries[i];
            var entry = new byte[EntryBytes];
            int count = tag.Directory is null ? tag.Value.Length / TiffEntry.SizeOf(tag.Type) : 1;
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)tag.Id);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), (ushort)tag.Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), count);
            if (tag.Directory is null && tag.Value.Length <= 4) tag.Value.CopyTo(entry, 8);
            else
            {
                if ((result.Count & 1) == 1) result.Add(0);
                BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(8), start + result.Count);
                result.AddRange(tag.Directory is null ? tag.Value : Write(tag.Directory, start + result.Count));
            }
            for (int k = 0; k < EntryBytes; k++) result[2 + (i * EntryBytes) + k] = entry[k];
        }
        (result[0], result[1]) = ((byte)entries.Length, (byte)(entries.Length >> 8));
        return [.. result];
    }
}
