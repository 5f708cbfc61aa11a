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

    internal override bool Read(Span<float> image)
    {
        getter(ref _vector);
        if (_vector.Length == 0) return false;
        CheckLength(image.Length, _vector.Length);
        _vector.CopyTo(_bytes);
        var values = _pixels.Values;
        for (int i = 0; i < image.Length; i++) image[i] = values[_bytes[i]];
        return true;
    }

    public override void Dispose() { }
}
