using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Reads the image of the current row as the network wants it. One subclass for each <see cref="InputKind"/>.</summary>
internal abstract class InputReader : IDisposable
{
    /// <summary>Takes the image of the current row.</summary>
    /// <returns>Its shape; null where the row has none: a null image and a vector of no values are none.</returns>
    /// <exception cref="InvalidOperationException">It does not fit; the message leaves it to the caller to name column and row.</exception>
    internal abstract TensorShape? Take();

    /// <summary>Writes the image that was taken.</summary>
    internal abstract void Write(Span<float> image);

    /// <summary>Whether values may be NaN or infinite.</summary>
    internal virtual bool MayBeNonFinite => false;

    /// <summary>Releases what the reader holds beside the row, which is not its own.</summary>
    public abstract void Dispose();

    internal static InputReader Create(ProjectionBinding binding, DataViewRow row)
    {
        var (stage, column) = (binding.Transformer, binding.InputColumn);
        return stage.InputKind switch
        {
            InputKind.SingleVector => new SingleVectorReader(row.GetGetter<VBuffer<float>>(column), stage.Model.Shape),
            InputKind.ByteVector => new ByteVectorReader(row.GetGetter<VBuffer<byte>>(column), stage.Model.Card),
            InputKind.Image => new ImageReader(row.GetGetter<MLImage>(column), stage),
            var kind => throw new NotSupportedException($"Input of kind {kind}."),
        };
    }

    /// <summary>A source that breaks its own schema would otherwise overwrite the next image of the batch.</summary>
    protected static void CheckLength(int expected, int found)
    {
        if (found != expected) throw new InvalidOperationException($"expected a vector of {expected} values, got one of {found}.");
    }
}
