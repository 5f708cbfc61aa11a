namespace Ign.MLNet.Networks;

/// <summary>A safetensors file that holds trained weights and, in its header, the network that they belong to.</summary>
public static class WeightFile
{
    /// <summary>Header key of the network as JSON.</summary>
    public const string SpecKey = "ign.spec";

    /// <summary>Writes weights, atomically.</summary>
    /// <param name="path">Final name; an existing file is replaced.</param>
    /// <param name="weights">Weights of one network.</param>
    /// <param name="extra">Further text for the header.</param>
    /// <exception cref="ArgumentException"><paramref name="extra"/> holds the reserved key <c>ign.spec</c>.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is untouched.</exception>
    public static void Save(string path, WeightSet weights, IReadOnlyDictionary<string, string>? extra = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var metadata = new Dictionary<string, string> { [SpecKey] = weights.Spec.ToJson() };
        foreach (var (key, value) in extra ?? new Dictionary<string, string>())
        {
            if (!metadata.TryAdd(key, value)) throw new ArgumentException($"The header key '{key}' is reserved.", nameof(extra));
        }
        Safetensors.Write(path, weights.InOrder, metadata);
    }

    /// <summary>Reads weights and checks them against the network in the file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IgnFormatException">The file is damaged, names no network, or its weights do not fit its network.</exception>
    public static WeightSet Load(string path)
    {
        var content = Safetensors.Read(path);
        if (!content.Metadata.TryGetValue(SpecKey, out string? json))
            throw new IgnFormatException($"{path}: expected a weight file with the network under '{SpecKey}' in its header, which this file lacks.");
        try
        {
            return new WeightSet(NetworkSpec.FromJson(json), content.Tensors);
        }
        catch (SpecException e)
        {
            throw new IgnFormatException($"{path}: {Printable.Of(e)}", e);
        }
    }
}
