using System.Buffers.Binary;

namespace Ign.MLNet.Imaging;

/// <summary>Photoshop's image resources, which also hold IPTC.</summary>
internal static class PhotoshopResources
{
    private const int Iptc = 0x404, OldThumbnail = 0x409, Thumbnail = 0x40c;

    /// <summary>The resources without thumbnails, which show the image as it was.</summary>
    internal static byte[] Carried(ReadOnlySpan<byte> resources, List<string> notCarried)
    {
        var result = new List<byte>(resources.Length);
        var rest = resources;
        while (Next(rest, out int id, out _, out int length))
        {
            if (id is Thumbnail or OldThumbnail) notCarried.Add("the thumbnail of Photoshop, which shows the image as it was");
            else result.AddRange(rest[..length]);
            rest = rest[length..];
        }
        result.AddRange(rest);
        return [.. result];
    }

    /// <summary>The records of IPTC; null where there are none.</summary>
    internal static byte[]? IptcOf(ReadOnlySpan<byte> resources)
    {
        for (; Next(resources, out int id, out var content, out int length); resources = resources[length..])
            if (id == Iptc) return content.ToArray();
        return null;
    }

    /// <summary>Resources that hold IPTC alone.</summary>
    internal static byte[] Of(byte[] iptc)
    {
        var result = new byte[12 + iptc.Length + (iptc.Length & 1)];
        "8BIM"u8.CopyTo(result);
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(4), Iptc);
        BinaryPrimitives.WriteInt32BigEndian(result.AsSpan(8), iptc.Length);
        iptc.CopyTo(result, 12);
        return result;
    }

    /// <summary>A resource: signature, number, name with its length, content with its length; both padded to even lengths.</summary>
    private static bool Next(ReadOnlySpan<byte> resources, out int id, out ReadOnlySpan<byte> content, out int length)
    {
        (id, length) = (0, 0);
        content = default;
        if (resources.Length < 12
            || !(resources.StartsWith("8BIM"u8) || resources.StartsWith("PHUT"u8) || resources.StartsWith("AgHg"u8) || resources.StartsWith("DCSR"u8)))
            return false;
        id = BinaryPrimitives.ReadUInt16BigEndian(resources[4..]);
        int at = 6 + ((resources[6] + 2) & ~1);
        if (at + 4 > resources.Length) return false;
        uint bytes = BinaryPrimitives.ReadUInt32BigEndian(resources[at..]);
        at += 4;
        if (bytes > resources.Length - at) return false;
        content = resources.Slice(at, (int)bytes);
        length = (int)Math.Min(resources.Length, at + bytes + (bytes & 1));
        return true;
    }
}
