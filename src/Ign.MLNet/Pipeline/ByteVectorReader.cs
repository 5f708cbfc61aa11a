using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Scales bytes to the card's value range; what a sparse vector leaves out is byte 0.</summary>
internal sealed class ByteVectorReader : InputReader
{
    private readonly ValueGetter<VBuffer<byte>> _getter;
    private readonly string _column;
    private readonly float[] _values = new float[256];
    private VBuffer<byte> _vector;
    private byte[] _bytes = [];

    internal ByteVectorReader(ValueGetter<VBuffer<byte>> getter, string column, IgnModelCard card)
    {
        _getter = getter;
        _column = column;
        // In double precision, so that 255 is exactly the maximum.
        double span = (double)card.Maximum - card.Minimum;
        for (int i = 0; i < _values.Length; i++) _values[i] = (float)(card.Minimum + span * i / 255);
    }

    internal override void Read(Span<float> image)
    {
        _getter(ref _vector);
        CheckLength(_column, image.Length, _vector.Length);
        if (_bytes.Length != image.Length) _bytes = new byte[image.Length];
        _vector.CopyTo(_bytes);
        for (int i = 0; i < image.Length; i++) image[i] = _values[_bytes[i]];
    }
}
