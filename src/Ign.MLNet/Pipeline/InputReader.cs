using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Reads the image of the current row as the network wants it. One subclass for each <see cref="InputKind"/>.</summary>
internal abstract class InputReader
{
    /// <summary>Writes the image of the current row.</summary>
    internal abstract void Read(Span<float> image);

    internal static InputReader Create(ProjectionBinding binding, DataViewRow row) => binding.Transformer.InputKind switch
    {
        InputKind.SingleVector => new SingleVectorReader(row.GetGetter<VBuffer<float>>(binding.InputColumn), binding.InputColumn.Name),
        InputKind.ByteVector => new ByteVectorReader(row.GetGetter<VBuffer<byte>>(binding.InputColumn), binding.InputColumn.Name, binding.Transformer.Model.Card),
        var kind => throw new NotSupportedException($"Input of kind {kind}."),
    };

    /// <summary>A source that breaks its own schema would otherwise overwrite the next image of the batch.</summary>
    protected static void CheckLength(string column, int expected, int found)
    {
        if (found != expected) throw new InvalidOperationException($"Column '{column}': expected a vector of {expected} values, got one of {found}.");
    }
}
