namespace Ign.MLNet.Networks;

/// <summary>Reads and edits messages field by field, so that everything that is not touched stays as it is, byte for byte.</summary>
internal static class ProtobufEdit
{
    /// <summary>
    /// Copies a message and lets <paramref name="field"/> write something in place of each text, bytes or message in it; a number of 0 leaves the field out.
    /// </summary>
    /// <exception cref="IgnFormatException">The message is damaged.</exception>
    internal static ProtobufMessage Map(ReadOnlyMemory<byte> message, Func<int, ReadOnlyMemory<byte>, (int Number, ReadOnlyMemory<byte> Block)> field)
    {
        var result = new ProtobufMessage();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            var (number, block) = reader.IsBlock ? field(reader.Field, reader.Block()) : default;
            if (number > 0) result.Bytes(number, block);
            else if (!reader.IsBlock) result.Fields(reader.Whole());
        }
        return result;
    }

    /// <summary>The texts, bytes and messages in a message, in their order.</summary>
    /// <exception cref="IgnFormatException">The message is damaged.</exception>
    internal static List<(int Number, ReadOnlyMemory<byte> Block)> Blocks(ReadOnlyMemory<byte> message)
    {
        var blocks = new List<(int, ReadOnlyMemory<byte>)>();
        var reader = new ProtobufReader(message);
        while (reader.Next()) if (reader.IsBlock) blocks.Add((reader.Field, reader.Block()));
        return blocks;
    }

    /// <summary>The last text with that number; empty if there is none.</summary>
    /// <exception cref="IgnFormatException">The message is damaged.</exception>
    internal static string Text(ReadOnlyMemory<byte> message, int number)
    {
        string text = "";
        var reader = new ProtobufReader(message);
        while (reader.Next()) if (reader.Field == number && reader.IsBlock) text = reader.Text();
        return text;
    }
}
