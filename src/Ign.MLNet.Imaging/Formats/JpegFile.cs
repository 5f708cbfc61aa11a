namespace Ign.MLNet.Imaging;

/// <summary>The segments of a JPEG that tell how it was stored.</summary>
internal static class JpegFile
{
    private const byte QuantisationTables = 0xdb, StartOfScan = 0xda, EndOfImage = 0xd9;

    /// <summary>The marker that ends a file.</summary>
    internal static ReadOnlySpan<byte> End => [0xff, EndOfImage];

    /// <summary>Whether the marker that ends the image is there.</summary>
    internal static bool HasEnd(ReadOnlySpan<byte> file)
    {
        for (int at = 2; Next(file, ref at, out byte marker, out _);)
            if (marker == EndOfImage) return true;
        return false;
    }

    /// <summary>
    /// Whether scans of all coefficients of all components have begun, down to their last bits: a progressive image that ends between two scans looks whole.
    /// </summary>
    internal static bool HasAllScans(ReadOnlySpan<byte> file)
    {
        const int Head = 6, Component = 3;
        if (!Frame(file, out _, out var frame) || frame.Length < Head) return false;
        var finished = new Dictionary<byte, ulong>(); // a bit for each coefficient
        for (int i = Head; i + Component <= frame.Length; i += Component) finished[frame[i]] = 0;
        for (int at = 2; Next(file, ref at, out byte marker, out var scan) && marker != EndOfImage;)
        {
            if (marker != StartOfScan || scan.Length < 1 || scan.Length < 4 + (2 * scan[0])) continue;
            int end = 1 + (2 * scan[0]), first = scan[end], last = Math.Min((int)scan[end + 1], 63), bitsLeft = scan[end + 2] & 15;
            for (int i = 0; i < scan[0] && bitsLeft == 0; i++)
                for (int k = first; k <= last; k++)
                    if (finished.ContainsKey(scan[1 + (2 * i)])) finished[scan[1 + (2 * i)]] |= 1UL << k;
        }
        return finished.Count > 0 && finished.Values.All(f => f == ulong.MaxValue);
    }

    /// <summary>Number of scans, counted up to one more than <paramref name="most"/>.</summary>
    internal static int Scans(ReadOnlySpan<byte> file, int most)
    {
        int scans = 0;
        for (int at = 2; scans <= most && Next(file, ref at, out byte marker, out _) && marker != EndOfImage;)
            if (marker == StartOfScan) scans++;
        return scans;
    }

    /// <summary>Refuses what the decoder would not read, with the reason: sequential and progressive images of 8 bits are in use.</summary>
    internal static void CheckKind(ReadOnlySpan<byte> file)
    {
        if (!Frame(file, out byte marker, out var frame)) return; // damage is the decoder's to tell
        string? kind = marker switch
        {
            0xc3 => "is a lossless JPEG",
            0xc5 or 0xc6 or 0xc7 or 0xcd or 0xce or 0xcf => "is a hierarchical JPEG",
            0xcb => "is a lossless JPEG with arithmetic coding",
            _ => frame.Length > 0 && frame[0] != 8 ? $"is a JPEG of {frame[0]} bits" : null,
        };
        if (kind is not null) throw new ImageFileException($"{kind}; expected 8 bits, sequential or progressive.");
    }

    /// <summary>Whether chroma has half the resolution of luma both ways (4:2:0), whatever numbers say so.</summary>
    internal static bool HasHalvedChroma(ReadOnlySpan<byte> file)
    {
        const int Head = 6, Component = 3, Factors = 1;
        if (!Frame(file, out _, out var frame) || frame.Length < Head + (3 * Component) || frame[5] != 3) return false;
        int luma = frame[Head + Factors];
        for (int i = 1; i < 3; i++)
        {
            int chroma = frame[Head + (i * Component) + Factors];
            if (luma >> 4 != 2 * (chroma >> 4) || (luma & 15) != 2 * (chroma & 15)) return false;
        }
        return true;
    }

    /// <summary>Number of components; 0 where no header says it.</summary>
    internal static int Components(ReadOnlySpan<byte> file) => Frame(file, out _, out var frame) && frame.Length > 5 ? frame[5] : 0;

    /// <summary>The header of the image: precision, height, width, and number, sampling factors and table of each component.</summary>
    private static bool Frame(ReadOnlySpan<byte> file, out byte marker, out ReadOnlySpan<byte> content)
    {
        marker = 0;
        content = default;
        for (int at = 2; Next(file, ref at, out byte found, out var segment) && found is not (StartOfScan or EndOfImage);)
        {
            if (found is < 0xc0 or > 0xcf or 0xc4 or 0xc8 or 0xcc) continue; // the last three hold tables
            marker = found;
            content = segment;
            return true;
        }
        return false;
    }

    /// <summary>The first quantisation table, which is the one of luma: 64 steps in zigzag order; null where there is none.</summary>
    internal static int[]? LumaTable(ReadOnlySpan<byte> file)
    {
        for (int at = 2; Next(file, ref at, out byte marker, out var content) && marker is not (StartOfScan or EndOfImage);)
        {
            // A segment holds several tables of 8 or 16 bits, each after a byte with its size and number.
            while (marker == QuantisationTables && content.Length > 0)
            {
                int size = content[0] >> 4 == 0 ? 1 : 2, number = content[0] & 15;
                if (content.Length < 1 + (64 * size)) return null;
                var steps = content.Slice(1, 64 * size).ToArray();
                if (number == 0) return [.. Enumerable.Range(0, 64).Select(i => size == 1 ? steps[i] : (steps[2 * i] << 8) + steps[(2 * i) + 1])];
                content = content[(1 + (64 * size))..];
            }
        }
        return null;
    }

    /// <summary>Goes on to the next segment, over the coded data of a scan.</summary>
    internal static bool Next(ReadOnlySpan<byte> file, scoped ref int at, out byte marker, out ReadOnlySpan<byte> content)
    {
        marker = 0;
        content = default;
        while (true)
        {
            if (at >= file.Length) return false;
            int start = file[at..].IndexOf((byte)0xff);
            if (start < 0 || at + start + 1 >= file.Length) return false;
            at += start + 1;
            marker = file[at];
            // A coded byte 255 is followed by 0; restart markers and fill bytes have no content.
            if (marker is 0 or 0xff or 1 or (>= 0xd0 and <= 0xd8)) continue;
            at++;
            break;
        }
        if (marker == EndOfImage) return true;
        if (at + 2 > file.Length) return false;
        int length = (file[at] << 8) + file[at + 1];
        if (length < 2) return true;
        content = file[(at + 2)..Math.Max(at + 2, Math.Min(file.Length, at + length))];
        at = (int)Math.Min(file.Length, (long)at + length);
        return true;
    }
}
