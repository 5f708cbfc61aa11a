using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Reads and checks <c>plan.json</c>, which may have been changed by hand or come from a stranger.</summary>
internal static class PlanFile
{
    internal const string Name = "plan.json";

    private const int HashLength = 64;

    internal static string In(string folder) => Path.Join(folder, Name);

    internal static void Write(string folder, PlanDocument plan) =>
        AtomicFile.WriteAllBytes(In(folder), [.. JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Indented.PlanDocument), (byte)'\n']);

    /// <summary>The plan and the SHA-256 of its file.</summary>
    /// <exception cref="RestorationRefusedException">The folder holds no plan.</exception>
    /// <exception cref="IgnFormatException">The file is damaged, or of another format.</exception>
    internal static (PlanDocument Plan, string Hash) Read(string folder)
    {
        string file = In(folder);
        if (!File.Exists(file)) throw new RestorationRefusedException($"The folder '{folder}' holds no plan ({Name}); make one with 'ign plan'.");
        string text = BoundedFile.ReadText(file);
        try
        {
            int format = FormatOf(text);
            if (format != PlanDocument.CurrentFormat)
                throw new IgnFormatException($"'{file}' has format {format}, this library reads format {PlanDocument.CurrentFormat}; make the plan again.");
            var plan = JsonSerializer.Deserialize(text, PlanJson.Indented.PlanDocument) ?? throw Wrong("it is empty");
            Check(plan);
            return (plan, HashOf(file));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IgnFormatException($"'{file}' is not a plan: {e.Message}", e);
        }

        IgnFormatException Wrong(string how) => new($"'{file}' is not a valid plan: {how}.");

        void Check(PlanDocument plan)
        {
            if (plan.Shards.Count is < 1 or > ShardedPlan.MaxShards) throw Wrong($"it has {plan.Shards.Count} shards, expected 1 to {ShardedPlan.MaxShards}");
            if (!Path.IsPathFullyQualified(plan.Model) || !Path.IsPathFullyQualified(plan.Input) || !Path.IsPathFullyQualified(plan.Output))
                throw Wrong("a path is not absolute");
            if (!IsHash(plan.ModelHash)) throw Wrong("the hash of the model is none");
            long offset = 0;
            Int128 files = 0, images = 0, bytes = 0;
            foreach (var part in plan.Shards)
            {
                if (part is null || part.Offset != offset || part.Length is < 1 or > Manifest.MaxPartBytes || !IsHash(part.Hash))
                    throw Wrong("the parts of the manifest do not follow each other");
                if (part.Images < 1 || part.Images > Manifest.MaxPartImages || part.Files < part.Images || part.Files > part.Length || part.Bytes < 0)
                    throw Wrong("a shard has impossible counts");
                offset += part.Length;
                (files, images, bytes) = (files + part.Files, images + part.Images, bytes + part.Bytes);
            }
            if (files != plan.Files || images != plan.Images || bytes != plan.Bytes) throw Wrong("the shards do not add up to the whole");
        }
    }

    private static int FormatOf(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("format").GetInt32();
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}
