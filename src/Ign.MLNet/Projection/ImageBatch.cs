using Ign.MLNet.Networks;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Ign.MLNet;

/// <summary>
/// Buffers for some images on their way through the network. The network reads one buffer and writes another, and for a further
/// application they change roles, so nothing is copied in between. Not for use by two threads at once.
/// </summary>
/// <remarks>
/// The arrays are pinned for life and have no handle to free: an instance that nobody disposes (ML.NET never disposes the row of a
/// prediction engine) is collected together with its native views, which have finalizers of their own.
/// </remarks>
internal sealed class ImageBatch : IDisposable
{
    // Two take turns; a third one only where the input must outlive several applications.
    private const int Buffers = 3;

    private readonly TensorShape _shape;
    private readonly int _size;
    private readonly float[]?[] _values = new float[]?[Buffers];
    private readonly OrtValue[]?[] _views = new OrtValue[]?[Buffers];
    private readonly RunOptions _runOptions = new();
    private int _viewedCount;
    private int _result;
    private int _last;
    private bool _disposed;

    internal ImageBatch(TensorShape shape, int capacity)
    {
        _shape = shape;
        _size = shape.Size;
        Capacity = capacity;
    }

    /// <summary>Images that fit.</summary>
    internal int Capacity { get; }

    /// <summary>Where the values of one image go before <see cref="Run"/>.</summary>
    internal Span<float> Input(int index) => Buffer(0).AsSpan(index * _size, _size);

    /// <summary>Where several images go before <see cref="Run"/>.</summary>
    internal Span<float> Inputs(int count) => Buffer(0).AsSpan(0, count * _size);

    /// <summary>One projected image after <see cref="Run"/>.</summary>
    internal ReadOnlySpan<float> Result(int index) => Buffer(_result).AsSpan(index * _size, _size);

    /// <summary>All projected images after <see cref="Run"/>.</summary>
    internal ReadOnlySpan<float> Results(int count) => Buffer(_result).AsSpan(0, count * _size);

    /// <summary>The projection of one projected image, after <see cref="Run"/> with one application more.</summary>
    internal ReadOnlySpan<float> Further(int index) => Buffer(_last).AsSpan(index * _size, _size);

    /// <summary>Applies the network to the first images in the input buffer.</summary>
    /// <param name="session">The network.</param>
    /// <param name="count">How many images.</param>
    /// <param name="applications">How many times, at least once.</param>
    /// <param name="keepInput">Whether <see cref="Input"/> must keep its values.</param>
    /// <param name="onceMore">Whether the result is projected once more, for <see cref="Further"/>.</param>
    /// <param name="besideOthers">Whether other batches are run at the same time, so that this one should be content with one thread.</param>
    internal void Run(SharedSession session, int count, int applications, bool keepInput = false, bool onceMore = false, bool besideOthers = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (count != _viewedCount) ReleaseViews();
        _viewedCount = count;
        _last = 0;
        for (int i = 0; i < applications; i++) Apply(session, count, keepInput, besideOthers);
        _result = _last;
        if (onceMore) Apply(session, count, keepInput, besideOthers);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseViews();
        _runOptions.Dispose();
    }

    private void Apply(SharedSession session, int count, bool keepInput, bool besideOthers)
    {
        int next = _last switch { 0 => 1, 1 => keepInput ? 2 : 0, _ => 1 };
        session.Run(_runOptions, View(_last), View(next), count, besideOthers);
        _last = next;
    }

    private float[] Buffer(int index) => _values[index] ??= GC.AllocateUninitializedArray<float>(Capacity * _size, pinned: true);

    /// <summary>A native view of as many images as are run. Only the ramp at the start and the end of the data change the number.</summary>
    private OrtValue[] View(int index)
    {
        if (_views[index] is { } view) return view;
        long[] shape = [_viewedCount, _shape.Channels, _shape.Height, _shape.Width];
        nint address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(Buffer(index), 0);
        return _views[index] =
            [OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, address, (long)_viewedCount * _size * sizeof(float))];
    }

    private void ReleaseViews()
    {
        _viewedCount = 0;
        for (int i = 0; i < Buffers; i++)
        {
            _views[i]?[0].Dispose();
            _views[i] = null;
        }
    }
}
