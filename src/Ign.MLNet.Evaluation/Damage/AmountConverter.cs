using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ign.MLNet.Evaluation;

/// <summary>Reads and writes an <see cref="Amount"/>; its errors are whole sentences, to which the serializer adds the place.</summary>
internal sealed class AmountConverter : JsonConverter<Amount>
{
    private const string Log = "log";

    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.Number) return new Amount(Number(ref reader));
            if (reader.TokenType == JsonTokenType.StartArray) return Range(ref reader, isLogarithmic: false);
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read()) throw Wrong();
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals(Log) || !reader.Read()) throw Wrong();
            var range = Range(ref reader, isLogarithmic: true);
            return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? range : throw Wrong();
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
    {
        if (value.IsFixed)
        {
            writer.WriteNumberValue(value.Low);
            return;
        }
        if (value.IsLogarithmic)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(Log);
        }
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Low);
        writer.WriteNumberValue(value.High);
        writer.WriteEndArray();
        if (value.IsLogarithmic) writer.WriteEndObject();
    }

    private static Amount Range(ref Utf8JsonReader reader, bool isLogarithmic)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read()) throw Wrong();
        float low = Number(ref reader);
        if (!reader.Read()) throw Wrong();
        float high = Number(ref reader);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? new Amount(low, high, isLogarithmic) : throw Wrong();
    }

    private static float Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float value) ? value : throw Wrong();

    private static JsonException Wrong() => new("Expected a number like 0.5, a range like [0.1, 0.8], or {\"log\": [0.01, 1]}.");
}
