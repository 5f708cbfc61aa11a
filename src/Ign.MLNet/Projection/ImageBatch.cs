using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Ign.MLNet;

/// <summary>
/// Buffers for some images on their way through the network. The network reads one buffer and writes the other, and for a further
/// application the two change roles, so nothing is copied in between. Not for use by two threads at once.
/// </summary>
/// <remarks>
/// The arrays are pinned for life and have no handle to free: an instance that nobody disposes (ML.NET never disposes the row of a
/// prediction engine) is collected together with its native views, which have finalizers of their own.
/// </remarks>
internal sealed class ImageBatch : IDisposable
{
    private readonly TensorShape _shape;
    private readonly int _size;
    private readonly float[][] _values;
    private readonly OrtValue[]?[] _views = new OrtValue[]?[2];
    private readonly RunOptions _runOptions = new();
    private int _viewedCount;
    private int _result;
    private bool _disposed;

    internal ImageBatch(TensorShape shape, int capacity)
    {
        _shape = shape;
        _size = shape.Size;
        Capacity = capacity;
        _values = [Pinned(capacity * _size), Pinned(capacity * _size)];
    }

    /// <summary>Images that fit.</summary>
    internal int Capacity { get; }

    /// <summary>Where the values of one image go before <see cref="Run"/>.</summary>
    internal Span<float> Input(int index) => _values[0].AsSpan(index * _size, _size);

    /// <summary>Where several images go before <see cref="Run"/>.</summary>
    internal Span<float> Inputs(int count) => _values[0].AsSpan(0, count * _size);

    /// <summary>One projected image after <see cref="Run"/>.</summary>
    internal ReadOnlySpan<float> Result(int index) => _values[_result].AsSpan(index * _size, _size);

    /// <summary>All projected images after <see cref="Run"/>.</summary>
    internal ReadOnlySpan<float> Results(int count) => _values[_result].AsSpan(0, count * _size);

    /// <summary>Applies the network to the first images in the input buffer.</summary>
    internal void Run(SharedSession session, int count, int applications)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        View(count);
        for (int i = 0; i < applications; i++) session.Run(_runOptions, _views[i % 2]!, _views[(i + 1) % 2]!, count);
        _result = applications % 2;
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseViews();
        _runOptions.Dispose();
    }

    private static float[] Pinned(int length) => GC.AllocateUninitializedArray<float>(length, pinned: true);

    /// <summary>Makes the native views show that many images. Only the ramp at the start and the end of the data change the number.</summary>
    private void View(int count)
    {
        if (count == _viewedCount) return;
        ReleaseViews();
        long[] shape = [count, _shape.Channels, _shape.Height, _shape.Width];
        for (int i = 0; i < 2; i++)
        {
            nint address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_values[i], 0);
            _views[i] = [OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, address, (long)count * _size * sizeof(float))];
        }
        _viewedCount = count;
    }

    private void ReleaseViews()
    {
        _viewedCount = 0;
        for (int i = 0; i < 2; i++)
        {
            _views[i]?[0].Dispose();
            _views[i] = null;
        }
    }
}
