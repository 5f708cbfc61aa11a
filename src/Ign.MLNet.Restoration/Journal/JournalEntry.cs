using System.Text.Json;

namespace Ign.MLNet.Restoration;

/// <summary>
/// What is known about one input: how it ended, or is about to end. The entry of a result is written before the result gets its name, so it holds if,
/// and only if, a file with <see cref="RestorationItem.OutputHash"/> stands there.
/// </summary>
/// <param name="Key">Of the model and the options (<see cref="RestorationKey"/>).</param>
/// <param name="Output">Path of the result below the output folder, also where the input failed: with another format it is another one.</param>
/// <param name="InputTime">Time of change of the input, in ticks of UTC.</param>
/// <param name="Item">The input's line of the report.</param>
/// <param name="Replaces">SHA-256 of the file that stood under the result's name before; null if there was none, or none of this journal's.</param>
/// <param name="OutputTime">Time of change of the result, in ticks of UTC; null where the input failed.</param>
internal sealed record JournalEntry(string Key, string Output, long InputTime, RestorationItem Item, string? Replaces = null, long? OutputTime = null)
{
    /// <summary>One line with its end.</summary>
    internal byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Line), (byte)'\n'];

    /// <summary>Reads a line; null if it is none that this version wrote.</summary>
    internal static JournalEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, ReportJson.Line) is { Key: not null, Output: not null, Item.Path: not null } entry
                ? entry
                : null;
        }
        catch (JsonException)
        {
            return null; // torn by a power failure, or not ours: the image is restored again
        }
    }
}
