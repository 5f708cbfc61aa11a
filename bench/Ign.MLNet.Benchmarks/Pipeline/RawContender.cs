using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Ign.MLNet.Benchmarks;

/// <summary>
/// The least that anyone can write with ONNX Runtime: pinned buffers and native views made once, images copied in, results read where the
/// runtime left them. Nothing of ML.NET: what a stage costs more than this is its overhead.
/// </summary>
internal sealed class RawContender : Contender
{
    internal const string Title = "raw ONNX Runtime";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly BenchData _data;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly Dictionary<int, (OrtValue[] Input, OrtValue[] Output)> _views = [];

    internal RawContender(BenchNetwork network, BenchData data, int batch, int threads) : base(ContenderTask.Column, Title, batch, data.Images.Length)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(network.Path, options);
        _data = data;
        _input = GC.AllocateUninitializedArray<float>(batch * data.Shape.Size, pinned: true);
        _output = GC.AllocateUninitializedArray<float>(batch * data.Shape.Size, pinned: true);
        for (int first = 0; first < Rows; first += batch)
        {
            int count = Math.Min(batch, Rows - first);
            if (!_views.ContainsKey(count)) _views.Add(count, ([View(_input, count)], [View(_output, count)]));
        }
    }

    internal override void Pass(Span<float> results)
    {
        int size = _data.Shape.Size;
        for (int first = 0; first < Rows; first += Batch)
        {
            int count = Math.Min(Batch, Rows - first);
            for (int i = 0; i < count; i++) _data.Images[first + i].Image.CopyTo(_input.AsSpan(i * size));
            var (input, output) = _views[count];
            _session.Run(_options, [BenchData.Input], input, [BenchData.Output], output);
            if (!results.IsEmpty) _output.AsSpan(0, count * size).CopyTo(results[(first * size)..]);
        }
    }

    public override void Dispose()
    {
        foreach (var (input, output) in _views.Values)
        {
            input[0].Dispose();
            output[0].Dispose();
        }
        _options.Dispose();
        _session.Dispose();
        base.Dispose();
    }

    private OrtValue View(float[] values, int count)
    {
        var shape = _data.Shape;
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(values, 0);
        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, [count, shape.Channels, shape.Height, shape.Width],
            address, (long)count * shape.Size * sizeof(float));
    }
}
