using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Keeps numbers, keys, texts and the like.</summary>
internal sealed class BufferedScalar<T> : BufferedColumn
{
    private readonly ValueGetter<T> _source;
    private readonly T[] _values;

    internal BufferedScalar(DataViewRow source, DataViewSchema.Column column, int capacity)
    {
        _source = source.GetGetter<T>(column);
        _values = new T[capacity];
    }

    private protected override void TakeValue(int index) => _source(ref _values[index]);

    internal override Delegate Getter(Func<int> current) => (ValueGetter<T>)((ref T value) => value = _values[Checked(current())]);
}
