using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Copies a dense or sparse vector; what a sparse one leaves out is 0.</summary>
internal sealed class SingleVectorReader(ValueGetter<VBuffer<float>> getter, TensorShape shape) : InputReader
{
    private VBuffer<float> _vector;

    internal override bool MayBeNonFinite => true;

    internal override TensorShape? Take()
    {
        getter(ref _vector);
        if (_vector.Length == 0) return null;
        CheckLength(shape.Size, _vector.Length);
        return shape;
    }

    internal override void Write(Span<float> image) => _vector.CopyTo(image);

    public override void Dispose() { }
}
