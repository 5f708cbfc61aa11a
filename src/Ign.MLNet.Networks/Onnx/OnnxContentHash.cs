using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ign.MLNet.Networks;

/// <summary>
/// Identity of everything in a model file that decides what it computes or what it says of itself. It finds damage and careless edits. It is no
/// signature: who changes a file on purpose can also write the new hash into it.
/// </summary>
/// <remarks>
/// SHA-256 over: the version of the file format and the number of imported operator sets; of each, by domain, its domain and version; the name of the
/// producer; the graph as it stands in the file; the number of metadata entries without this one (<c>ign.content_sha256</c>); of each, by key, its key
/// and value. Numbers are 64-bit little-endian integers; texts and the graph follow their length in bytes, texts are UTF-8; the order is ordinal.
/// Outside are only fields that no reader here looks at, such as <c>producer_version</c> and <c>doc_string</c> of the file.
/// </remarks>
public static class OnnxContentHash
{
    /// <summary>The hash of a file in lower-case hexadecimal.</summary>
    public static string Of(OnnxModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return Of(info.IrVersion, info.OperatorSets, info.Producer, info.Graph.Span, info.Metadata);
    }

    /// <summary>The same for the parts of a file that is still to be written.</summary>
    internal static string Of(
        long irVersion, IReadOnlyDictionary<string, long> operatorSets, string producer, ReadOnlySpan<byte> graph, IReadOnlyDictionary<string, string> metadata)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, irVersion);
        Append(hash, operatorSets.Count);
        foreach (var (domain, version) in operatorSets.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Append(hash, domain);
            Append(hash, version);
        }
        Append(hash, producer);
        Append(hash, graph);
        var entries = metadata.Where(e => e.Key != CardKey.ContentHash).OrderBy(e => e.Key, StringComparer.Ordinal).ToList();
        Append(hash, entries.Count);
        foreach (var (key, value) in entries)
        {
            Append(hash, key);
            Append(hash, value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
