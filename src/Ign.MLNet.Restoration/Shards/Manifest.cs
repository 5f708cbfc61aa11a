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

    /// <summary>Most images of one shard: a verifying run holds what became of them in memory. Settled files cost no more than their lines.</summary>
    internal const int MaxPartImages = 1_000_000;

    private const byte LineEnd = (byte)'\n';

    /// <summary>Holds lines against what <see cref="Read"/> will accept, before anything is written.</summary>
    /// <exception cref="RestorationRefusedException">They could not be read again.</exception>
    internal static void CheckNew(IReadOnlyList<ManifestLine> lines)
    {
        int images = 0;
        long length = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (i > 0 && !Follows(lines[i - 1], line) || WhyWrong(line) is not null)
                throw new RestorationRefusedException($"'{line.Path}' in the input folder has a name that a plan cannot hold; rename it.");
            if (i > 0 && lines[i - 1].Shard != line.Shard) (images, length) = (0, 0);
            if (line.IsImage) images++;
            length += Bytes(line).Length;
            if (images > MaxPartImages) throw new RestorationRefusedException($"A shard would have more than {MaxPartImages:N0} images; choose more shards.");
            if (length > MaxPartBytes) throw new RestorationRefusedException($"The lines of shard {line.Shard} would take more than {MaxPartBytes:N0} bytes; choose more shards, or move what is no image out of the input folder.");
        }
    }

    /// <summary>Writes the lines, which are ordered by shard, and says where those of each shard stand.</summary>
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
                    byte[] bytes = Bytes(line);
                    stream.Write(bytes);
                    hash.AppendData(bytes);
                    part = part with
                    {
                        Length = part.Length + bytes.Length,
                        Files = part.Files + 1,
                        Images = part.Images + (line.IsImage ? 1 : 0),
                        Bytes = part.Bytes + (line.Bytes ?? 0),
                    };
                }
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
        if (line is null || line.Shard != shard) throw Damaged(path, $"has a wrong line in shard {shard}");
        return WhyWrong(line) is { } why ? throw Damaged(path, $"{why} in shard {shard}") : line;
    }

    private static string? WhyWrong(ManifestLine line)
    {
        if (line.Bytes is < 0 || line.IsImage != line.Bytes.HasValue) return "has a wrong line";
        if (!InnerPath.IsValid(line.Path)) return "names a path outside of the input folder";
        return line.Outcome is null or RestorationOutcome.Skipped or RestorationOutcome.Failed ? null : "has a file that is done already";
    }

    private static bool Follows(ManifestLine previous, ManifestLine line) => string.CompareOrdinal(previous.Path, line.Path) < 0;

    private static byte[] Bytes(ManifestLine line) => [.. JsonSerializer.SerializeToUtf8Bytes(line, PlanJson.Lines.ManifestLine), LineEnd];

    private static void Check(string path, PlanPart part, List<ManifestLine> lines)
    {
        for (int i = 1; i < lines.Count; i++)
            if (!Follows(lines[i - 1], lines[i])) throw Damaged(path, $"is out of order at '{lines[i].Path}'");
        if (lines.Count != part.Files || lines.Count(l => l.IsImage) != part.Images || lines.Sum(l => (decimal)(l.Bytes ?? 0)) != part.Bytes)
            throw Damaged(path, "does not add up to what plan.json says");
    }

    private static IgnFormatException Damaged(string path, string how) => new($"'{path}' {how}; make the plan again.");
}
