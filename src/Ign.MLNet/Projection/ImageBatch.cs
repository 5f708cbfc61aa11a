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
    private readonly RunOptions _runOptions = new();
    private OrtValue[]?[,] _views = new OrtValue[]?[0, 0];
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
        int lanes = besideOthers ? 1 : Math.Min(count, session.Lanes);
        int[] buffers = Path(applications + (onceMore ? 1 : 0), keepInput);
        View(count, lanes, buffers.Max() + 1);
        _result = buffers[applications];
        _last = buffers[^1];
        if (lanes == 1) Apply(session, 0, buffers, besideOthers);
        else RunLanes(lane => Apply(session, lane, buffers, besideOthers: true), lanes);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseViews();
        _runOptions.Dispose();
    }

    /// <summary>The buffers that images pass through, from input to result: two take turns, and a third one where the input must stay.</summary>
    private static int[] Path(int applications, bool keepInput)
    {
        int[] path = new int[applications + 1];
        for (int i = 1; i < path.Length; i++) path[i] = path[i - 1] switch { 0 => 1, 1 => keepInput ? 2 : 0, _ => 1 };
        return path;
    }

    private void Apply(SharedSession session, int lane, int[] buffers, bool besideOthers)
    {
        for (int i = 1; i < buffers.Length; i++) session.Run(_runOptions, _views[lane, buffers[i - 1]]!, _views[lane, buffers[i]]!, LaneOf(lane).Count, besideOthers);
    }

    private static void RunLanes(Action<int> run, int lanes)
    {
        try
        {
            Parallel.For(0, lanes, run);
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>The images of one lane: as equal parts as possible.</summary>
    private (int First, int Count) LaneOf(int lane)
    {
        int lanes = _views.GetLength(0), first = (int)((long)_viewedCount * lane / lanes);
        return (first, (int)((long)_viewedCount * (lane + 1) / lanes) - first);
    }

    private float[] Buffer(int index) => _values[index] ??= GC.AllocateUninitializedArray<float>(Capacity * _size, pinned: true);

    /// <summary>Makes native views of as many images as are run. Only the ramp at the start and the end of the data change the number.</summary>
    private void View(int count, int lanes, int buffers)
    {
        if ((count, lanes, buffers) == (_viewedCount, _views.GetLength(0), _views.GetLength(1))) return;
        ReleaseViews();
        _views = new OrtValue[]?[lanes, buffers];
        _viewedCount = count;
        for (int lane = 0; lane < lanes; lane++)
        {
            var (first, images) = LaneOf(lane);
            long[] shape = [images, _shape.Channels, _shape.Height, _shape.Width];
            for (int i = 0; i < buffers; i++)
            {
                nint address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(Buffer(i), first * _size);
                _views[lane, i] = [OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, address, (long)images * _size * sizeof(float))];
            }
        }
    }

    private void ReleaseViews()
    {
        _viewedCount = 0;
        foreach (var view in _views) view?[0].Dispose();
        _views = new OrtValue[]?[0, 0];
    }
}
