using System.Text.Json;

namespace Ign.MLNet.Networks;

/// <summary>The JSON header of a safetensors file: name, type, shape and byte range of each tensor, and text metadata.</summary>
internal static class SafetensorsHeader
{
    /// <summary>Longest header that the format allows, in bytes.</summary>
    internal const int MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private const int MaxRank = 16;

    // A name that stands twice would mean different tensors to different readers.
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Reads a header and checks that its tensors fill <paramref name="dataLength"/> bytes without hole or overlap.</summary>
    /// <returns>Entries in the order of their data.</returns>
    internal static (IReadOnlyList<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> header, long dataLength)
    {
        try
        {
            using var document = JsonDocument.Parse(header, s_json);
            return Read(document.RootElement, dataLength);
        }
        // InvalidOperationException: a JSON string that is not valid UTF-16 once its escapes are resolved.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IgnFormatException($"The safetensors header is not valid: {Printable.Of(e)}", e);
        }
    }

    /// <summary>The header for those tensors, padded with spaces so that the data starts at a multiple of eight.</summary>
    internal static byte[] Write(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteTensors(json, tensors);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        if (buffer.Length > MaxLength)
            throw new ArgumentException($"The safetensors header would be {buffer.Length} bytes long; at most {MaxLength} are allowed.");
        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0) return;
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, IReadOnlyList<NamedTensor> tensors)
    {
        var names = new HashSet<string> { MetadataKey };
        long offset = 0;
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name)) throw new ArgumentException($"The tensor name '{tensor.Name}' is taken twice or reserved.");
            if (tensor.Shape.Any(d => d < 0) || Product(tensor.Shape) != tensor.Data.Length)
                throw new ArgumentException($"Tensor '{tensor.Name}': shape [{string.Join(", ", tensor.Shape)}] does not fit its {tensor.Data.Length} values.");
            long end = offset + (long)tensor.Data.Length * sizeof(float);
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", nameof(SafetensorsType.F32));
            json.WriteStartArray("shape");
            foreach (int dimension in tensor.Shape) json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(end);
            json.WriteEndArray();
            json.WriteEndObject();
            offset = end;
        }
    }

    private static (IReadOnlyList<SafetensorsEntry>, IReadOnlyDictionary<string, string>) Read(JsonElement root, long dataLength)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new IgnFormatException("The safetensors header is not a JSON object.");
        var metadata = new Dictionary<string, string>();
        var entries = new List<SafetensorsEntry>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(MetadataKey)) ReadMetadata(property.Value, metadata);
            else entries.Add(ReadEntry(property.Name, property.Value));
        }
        // OrderBy is stable: empty tensors, which share an offset, stay in the order of the header.
        var ordered = entries.OrderBy(e => e.Begin).ToList();
        CheckLayout(ordered, dataLength);
        return (ordered, metadata);
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new IgnFormatException("The safetensors metadata is not a JSON object.");
        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw new IgnFormatException($"Safetensors metadata '{Printable.Of(property.Name)}': expected text, got {property.Value.ValueKind}.");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement element)
    {
        string shown = Printable.Of(name);
        if (element.ValueKind != JsonValueKind.Object) throw new IgnFormatException($"Tensor '{shown}': its description is not a JSON object.");
        var type = ReadType(shown, element);
        long[] dimensions = ReadNumbers(shown, element, "shape");
        if (dimensions.Length > MaxRank || dimensions.Any(d => d > int.MaxValue)) throw new IgnFormatException($"Tensor '{shown}': its shape is out of range.");
        int[] shape = [.. dimensions.Select(d => (int)d)];

        long[] offsets = ReadNumbers(shown, element, "data_offsets");
        if (offsets.Length != 2 || offsets[1] < offsets[0]) throw new IgnFormatException($"Tensor '{shown}': data_offsets must be a start and an end.");
        long bytes = offsets[1] - offsets[0];
        long count = Product(shape);
        int size = type switch { SafetensorsType.F32 => 4, SafetensorsType.I64 => 8, _ => 2 };
        if (count > Array.MaxLength || count * size != bytes)
            throw new IgnFormatException($"Tensor '{shown}': shape [{string.Join(", ", shape)}] of {type} does not fit its {bytes} bytes.");
        return new SafetensorsEntry(name, type, shape, (int)count, offsets[0], offsets[1]);
    }

    private static SafetensorsType ReadType(string shown, JsonElement element)
    {
        if (!element.TryGetProperty("dtype", out var value) || value.ValueKind != JsonValueKind.String)
            throw new IgnFormatException($"Tensor '{shown}': its dtype is missing.");
        string type = value.GetString()!;
        return type switch
        {
            "F32" => SafetensorsType.F32,
            "F16" => SafetensorsType.F16,
            "BF16" => SafetensorsType.BF16,
            "I64" => SafetensorsType.I64,
            _ => throw new IgnFormatException($"Tensor '{shown}' holds {Printable.Of(type)}; only F32, F16, BF16 and I64 are read. Convert it first."),
        };
    }

    private static long[] ReadNumbers(string shown, JsonElement element, string key)
    {
        if (!element.TryGetProperty(key, out var value) || value.ValueKind != JsonValueKind.Array)
            throw new IgnFormatException($"Tensor '{shown}': its {key} is missing or not a list.");
        return [.. value.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt64(out long number) && number >= 0
            ? number
            : throw new IgnFormatException($"Tensor '{shown}': {key} must hold whole numbers of at least 0."))];
    }

    private static void CheckLayout(List<SafetensorsEntry> ordered, long dataLength)
    {
        // Bytes that belong to no tensor could hide a second file inside; shared bytes would let a small file fill the memory.
        long expected = 0;
        foreach (var entry in ordered)
        {
            if (entry.Begin != expected)
            {
                string fault = entry.Begin > expected ? "hole" : "overlap";
                throw new IgnFormatException($"Tensor '{Printable.Of(entry.Name)}' starts at byte {entry.Begin}, expected {expected}: {fault} in the data.");
            }
            expected = entry.End;
        }
        if (expected != dataLength) throw new IgnFormatException($"The safetensors header describes {expected} bytes of data, the file has {dataLength}.");
    }

    /// <summary>Product of the dimensions; beyond 2^62 a number that no array can have.</summary>
    private static long Product(IReadOnlyList<int> shape)
    {
        if (shape.Contains(0)) return 0;
        long product = 1;
        foreach (int dimension in shape)
        {
            product *= dimension;
            if (product > int.MaxValue) return long.MaxValue;
        }
        return product;
    }
}
