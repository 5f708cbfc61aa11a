using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>How the pairs of a card are written and read, made by the compiler: programs that are trimmed have no reflection for it.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CardJson : JsonSerializerContext
{
    private static CardJson? s_readable;

    /// <summary>With letters of all languages as they are.</summary>
    internal static CardJson Readable => s_readable ??=
        new CardJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
