using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>
/// Where the network of a saved stage lies, in an entry beside the saved chain. All else is in the <see cref="StageRecord"/>, which travels with the network.
/// </summary>
/// <param name="Format">Version of the arrangement; raised when older versions of the library cannot read it.</param>
/// <param name="Library">Version of the library that wrote it.</param>
/// <param name="Network">Index of the chain's member that holds the network.</param>
internal sealed record StageLocation(int Format, string Library, int Network)
{
    /// <summary>Name of the entry.</summary>
    internal const string Entry = "IgnProjection.json";

    internal const int CurrentFormat = 1;

    private static string ThisLibrary { get; } = typeof(StageLocation).Assembly.GetName().Version!.ToString(3);

    /// <summary>Path of the network below the folder of the stage. ML.NET numbers the members of a chain this way.</summary>
    internal string NetworkEntry => $"Transform_{Network:000}/OnnxModel";

    internal static StageLocation Of(int network) => new(CurrentFormat, ThisLibrary, network);

    internal byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, PersistenceJson.Default.StageLocation);

    /// <exception cref="IgnFormatException">The text is damaged or comes from a newer version.</exception>
    internal static StageLocation FromUtf8(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            // A newer format may have other fields, so its number is looked at first.
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("format", out var number)
                || !number.TryGetInt32(out int format))
                throw new IgnFormatException($"The saved projection stage is damaged: {Entry} names no format.");
            if (format > CurrentFormat) throw new IgnFormatException(TooNew(format, document.RootElement));
            var location = document.RootElement.Deserialize(PersistenceJson.Default.StageLocation)!;
            if (format < 1 || location.Network is < 0 or > 999)
                throw new IgnFormatException($"The saved projection stage is damaged: {Entry} names format {format}, member {location.Network}.");
            return location;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new IgnFormatException($"The saved projection stage is damaged: {Entry}: {e.Message}", e);
        }
    }

    private static string TooNew(int format, JsonElement root)
    {
        string? writer = root.TryGetProperty("library", out var library) && library.ValueKind == JsonValueKind.String
            && Version.TryParse(library.GetString(), out var version)
            ? $"Ign.MLNet {version}"
            : "a newer version of Ign.MLNet";
        return $"The projection stage was saved by {writer} in format {format}; this is Ign.MLNet {ThisLibrary}, which reads up to format {CurrentFormat}. " +
            $"Update the package Ign.MLNet. Without {nameof(Microsoft.ML.IgnRegistration.RegisterIgn)}, ML.NET's own transformers can apply the model, one image at a time.";
    }
}
