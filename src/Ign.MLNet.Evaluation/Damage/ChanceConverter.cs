using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>Reads and writes a <see cref="Chance"/>.</summary>
internal sealed class ChanceConverter : JsonConverter<Chance>
{
    public override Chance Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                JsonTokenType.Number when reader.TryGetSingle(out float probability) => probability,
                _ => throw new JsonException("Expected true, false, or a probability of 0 to 1."),
            };
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Chance value, JsonSerializerOptions options)
    {
        if (value.IsFixed) writer.WriteBooleanValue(value.Value);
        else writer.WriteNumberValue(value.Probability);
    }
}
