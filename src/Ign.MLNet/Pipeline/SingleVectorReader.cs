using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Copies a dense or sparse vector; what a sparse one leaves out is 0.</summary>
internal sealed class SingleVectorReader(ValueGetter<VBuffer<float>> getter) : InputReader
{
    private VBuffer<float> _vector;

    internal override bool MayBeNonFinite => true;

    internal override bool Read(Span<float> image)
    {
        getter(ref _vector);
        if (_vector.Length == 0) return false;
        CheckLength(image.Length, _vector.Length);
        _vector.CopyTo(image);
        return true;
    }

    public override void Dispose() { }
}
