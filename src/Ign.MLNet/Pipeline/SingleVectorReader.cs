using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Copies a dense or sparse vector; what a sparse one leaves out is 0.</summary>
internal sealed class SingleVectorReader(ValueGetter<VBuffer<float>> getter, string column) : InputReader
{
    private VBuffer<float> _vector;

    internal override bool MayBeNonFinite => true;

    internal override void Read(Span<float> image)
    {
        getter(ref _vector);
        CheckLength(column, image.Length, _vector.Length);
        _vector.CopyTo(image);
    }

    public override void Dispose() { }
}
