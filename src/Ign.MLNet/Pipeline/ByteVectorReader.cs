using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Scales bytes to the card's value range; what a sparse vector leaves out is byte 0.</summary>
internal sealed class ByteVectorReader(ValueGetter<VBuffer<byte>> getter, IgnModelCard card) : InputReader
{
    private readonly ImagePixels _pixels = new(card);
    private readonly byte[] _bytes = new byte[card.Shape.Size];
    private VBuffer<byte> _vector;

    internal override TensorShape? Take()
    {
        getter(ref _vector);
        if (_vector.Length == 0) return null;
        CheckLength(_bytes.Length, _vector.Length);
        return card.Shape;
    }

    internal override void Write(Span<float> image)
    {
        _vector.CopyTo(_bytes);
        var values = _pixels.Values;
        for (int i = 0; i < image.Length; i++) image[i] = values[_bytes[i]];
    }

    public override void Dispose() { }
}
