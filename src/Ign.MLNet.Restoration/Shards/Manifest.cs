using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>
/// <c>manifest.jsonl</c>: every file of the input folder once, in the order of paths, shard after shard. A shard reads its own lines only, however
/// large the plan is.
/// </summary>
internal static class Manifest
{
    internal const string Name = "manifest.jsonl";

    /// <summary>Most bytes of the lines of one shard: they are read at once.</summary>
    internal const long MaxPartBytes = 1L << 30;

    /// <summary>Most lines of one shard: a verifying run holds what became of them in memory.</summary>
    internal const int MaxPartFiles = 1_000_000;

    private const byte LineEnd = (byte)'\n';

    /// <summary>Writes the lines, which are ordered by shard, and says where those of each shard stand.</summary>
    /// <exception cref="RestorationRefusedException">A shard has too many files.</exception>
    internal static IReadOnlyList<PlanPart> Write(string path, IEnumerable<ManifestLine> lines)
    {
        var parts = new List<PlanPart>();
        AtomicFile.Write(path, stream =>
        {
            long offset = 0;
            foreach (var shard in lines.GroupBy(line => line.Shard))
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var part = new PlanPart(offset, 0, "", 0, 0, 0);
                foreach (var line in shard)
                {
                    byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, PlanJson.Lines.ManifestLine), LineEnd];
                    stream.Write(bytes);
                    hash.AppendData(bytes);
                    part = part with { Length = part.Length + bytes.Length, Files = part.Files + 1, Images = part.Images + (line.IsImage ? 1 : 0), Bytes = part.Bytes + (line.Bytes ?? 0) };
                }
                if (part.Length > MaxPartBytes || part.Files > MaxPartFiles) throw new RestorationRefusedException($"A shard would have {part.Files:N0} files; choose more shards.");
                parts.Add(part with { Hash = Convert.ToHexStringLower(hash.GetHashAndReset()) });
                offset += part.Length;
            }
        });
        return parts;
    }

    /// <summary>Reads and checks the lines of one shard.</summary>
    /// <exception cref="IgnFormatException">They are not those that the plan was made with.</exception>
    /// <exception cref="IOException">The manifest cannot be read.</exception>
    internal static IReadOnlyList<ManifestLine> Read(string path, PlanPart part, int shard)
    {
        byte[] bytes = new byte[part.Length];
        using (var file = File.OpenHandle(path))
        {
            int got = 0;
            for (int read; got < bytes.Length && (read = RandomAccess.Read(file, bytes.AsSpan(got), part.Offset + got)) > 0;) got += read;
            if (got < bytes.Length) throw Damaged(path, "ends too early");
        }
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != part.Hash) throw Damaged(path, $"has been changed in the lines of shard {shard}");
        var lines = new List<ManifestLine>();
        foreach (var range in bytes.AsSpan().Split(LineEnd))
            if (bytes.AsSpan(range) is { IsEmpty: false } line) lines.Add(Line(path, line, shard));
        Check(path, part, lines);
        return lines;
    }

    private static ManifestLine Line(string path, ReadOnlySpan<byte> bytes, int shard)
    {
        ManifestLine? line;
        try
        {
            line = JsonSerializer.Deserialize(bytes, PlanJson.Lines.ManifestLine);
        }
        catch (JsonException e)
        {
            throw new IgnFormatException($"'{path}' is damaged: a line of shard {shard} is not one of a manifest.", e);
        }
        if (line is null || line.Shard != shard || line.Bytes is < 0 || line.IsImage != line.Bytes.HasValue) throw Damaged(path, $"has a wrong line in shard {shard}");
        if (!InnerPath.IsValid(line.Path)) throw Damaged(path, $"names a path outside of the input folder in shard {shard}");
        if (line.Outcome is not (null or RestorationOutcome.Skipped or RestorationOutcome.Failed)) throw Damaged(path, $"has a file in shard {shard} that is done already");
        return line;
    }

    private static void Check(string path, PlanPart part, List<ManifestLine> lines)
    {
        for (int i = 1; i < lines.Count; i++)
            if (string.CompareOrdinal(lines[i - 1].Path, lines[i].Path) >= 0) throw Damaged(path, $"is out of order at '{lines[i].Path}'");
        if (lines.Count != part.Files || lines.Count(l => l.IsImage) != part.Images || lines.Sum(l => (decimal)(l.Bytes ?? 0)) != part.Bytes)
            throw Damaged(path, "does not add up to what plan.json says");
    }

    private static IgnFormatException Damaged(string path, string how) => new($"'{path}' {how}; make the plan again.");
}
