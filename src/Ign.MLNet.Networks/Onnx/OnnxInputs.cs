namespace Ign.MLNet.Networks;

/// <summary>What goes into a node whose operator is known to have so many inputs.</summary>
internal sealed record OnnxInputs(OnnxNode Node, IReadOnlyDictionary<string, OnnxValue> Values, long? Batch)
{
    /// <summary>An input that the node must have.</summary>
    internal OnnxValue this[int place] => Values.TryGetValue(Node.Inputs[place], out var value)
        ? value
        : throw Node.Bad($"its input '{Printable.Of(Node.Inputs[place])}' is made nowhere before it");

    internal int Count => Node.Inputs.Count;

    internal OnnxValue First => this[0];

    /// <summary>The first input, of floats.</summary>
    internal OnnxValue Floats => First.Type is "float" or "float16" ? First : throw Node.Bad($"expected floats, got {First.Type}");

    /// <summary>An input that the node may leave out.</summary>
    internal OnnxValue? Optional(int place) => Count <= place || Node.Inputs[place].Length == 0 ? null : this[place];

    internal void RequireType(string type, params ReadOnlySpan<OnnxValue?> values)
    {
        foreach (var value in values)
            if (value is not null && value.Type != type) throw Node.Bad($"expected inputs of {type}, got {value.Type}");
    }
}
