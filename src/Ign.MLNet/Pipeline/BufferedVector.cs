using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Keeps vectors; each place re-uses its memory from batch to batch.</summary>
internal sealed class BufferedVector<T> : BufferedColumn
{
    private readonly ValueGetter<VBuffer<T>> _source;
    private readonly VBuffer<T>[] _values;

    internal BufferedVector(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        _source = source.GetGetter<VBuffer<T>>(column);
        _values = new VBuffer<T>[capacity];
    }

    private protected override void TakeValue(int index) => _source(ref _values[index]);

    internal override Delegate Getter(Func<int> current) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[Checked(current())].CopyTo(ref value));
}
