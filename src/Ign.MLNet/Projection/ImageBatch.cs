using System.Numerics.Tensors;
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

    private readonly Filling? _filling;
    private readonly TensorShape _shape;
    private readonly int _size;
    private readonly float[]?[] _values = new float[]?[Buffers];
    private readonly OrtValue[]?[] _views = new OrtValue[]?[Buffers];
    private readonly RunOptions _runOptions = new();
    private int _viewedCount;
    private int _result;
    private int _last;
    private bool _disposed;

    /// <exception cref="ArgumentException">The network takes no images of that shape.</exception>
    internal ImageBatch(IgnModel model, TensorShape image, int capacity)
    {
        Image = image;
        _shape = model.Filled(image);
        _size = _shape.Size;
        if (_shape != image) _filling = new Filling(image, _shape);
        // Images of another size leave memory behind that the next one may not fit into.
        if (model.AnySize) _runOptions.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        Capacity = capacity;
    }

    /// <summary>Shape of each image, before its sides are filled up to what the network takes.</summary>
    internal TensorShape Image { get; }

    /// <summary>Images that fit.</summary>
    internal int Capacity { get; }

    /// <summary>Where the values of one image go before <see cref="Run"/>.</summary>
    internal Span<float> Input(int index) => Buffer(0).AsSpan(index * _size, Image.Size);

    /// <summary>One projected image after <see cref="Run"/>.</summary>
    internal ReadOnlySpan<float> Result(int index) => Buffer(_result).AsSpan(index * _size, Image.Size);

    /// <summary>The projection of one projected image, after <see cref="Run"/> with one application more.</summary>
    internal ReadOnlySpan<float> Further(int index) => Buffer(_last).AsSpan(index * _size, Image.Size);

    /// <summary>Applies the network to the first images in the input buffer.</summary>
    /// <param name="lease">The network.</param>
    /// <param name="count">How many images.</param>
    /// <param name="applications">How many times, at least once.</param>
    /// <param name="strength">How far results go from the input to the projection, 0 to 1.</param>
    /// <param name="keepInput">Whether <see cref="Input"/> must keep its values; it does where the strength is below 1.</param>
    /// <param name="onceMore">Whether the result is projected once more, for <see cref="Further"/>.</param>
    internal void Run(SessionLease lease, int count, int applications, float strength = 1, bool keepInput = false, bool onceMore = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        keepInput |= strength < 1;
        if (count != _viewedCount) ReleaseViews();
        _viewedCount = count;
        _last = 0;
        ForEach(0, count, static (filling, image) => filling.Spread(image));
        for (int i = 0; i < applications; i++) Apply(lease, count, keepInput);
        _result = _last;
        if (strength < 1) Blend(count * _size, strength);
        if (onceMore) Apply(lease, count, keepInput);
        foreach (int buffer in new HashSet<int>(keepInput ? [0, _result, _last] : [_result, _last]))
            ForEach(buffer, count, static (filling, image) => filling.Gather(image));
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseViews();
        _runOptions.Dispose();
    }

    private void Apply(SessionLease lease, int count, bool keepInput)
    {
        int next = _last switch { 0 => 1, 1 => keepInput ? 2 : 0, _ => 1 };
        ForEach(_last, count, static (filling, image) => filling.Mirror(image));
        lease.Run(_runOptions, View(_last), View(next), count);
        _last = next;
    }

    /// <summary>r = y + s·(f(y) − y).</summary>
    private void Blend(int values, float strength)
    {
        Span<float> y = Buffer(0).AsSpan(0, values), result = Buffer(_result).AsSpan(0, values);
        TensorPrimitives.Subtract(result, y, result);
        TensorPrimitives.MultiplyAdd(result, strength, y, result);
    }

    /// <summary>Moves the values of each image in a buffer, where sides are filled up.</summary>
    private void ForEach(int buffer, int count, Action<Filling, Span<float>> move)
    {
        if (_filling is null) return;
        for (int i = 0; i < count; i++) move(_filling, Buffer(buffer).AsSpan(i * _size, _size));
    }

    private float[] Buffer(int index) => _values[index] ??= GC.AllocateUninitializedArray<float>(Capacity * _size, pinned: true);

    /// <summary>A native view of as many images as are run. Only the ramp at the start and the end of the data change the number.</summary>
    private OrtValue[] View(int index)
    {
        if (_views[index] is { } view) return view;
        long[] shape = [_viewedCount, _shape.Channels, _shape.Height, _shape.Width];
        nint address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(Buffer(index), 0);
        return _views[index] =
            [OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, address,
                (long)_viewedCount * _size * sizeof(float))];
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
