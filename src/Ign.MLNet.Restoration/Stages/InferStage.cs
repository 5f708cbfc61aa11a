using System.Diagnostics;

namespace Ign.MLNet.Restoration;

/// <summary>Sends the pieces of several images through the network together. One instance for each thread.</summary>
internal sealed class InferStage(IgnProjector projector, RestorationOptions options)
{
    private readonly int _size = projector.Shape.Size;
    private readonly int _batch = options.Inference.BatchSize;
    private readonly float[] _input = new float[options.Inference.BatchSize * projector.Shape.Size];
    private readonly float[] _output = new float[options.Inference.BatchSize * projector.Shape.Size];
    private readonly float[] _further = options.MeasureResidual || options.MaxResidual is not null ? new float[options.Inference.BatchSize * projector.Shape.Size] : [];

    /// <summary>Projects all pieces of the images.</summary>
    internal void Work(IReadOnlyList<WorkItem> items)
    {
        var slots = new List<(WorkItem Item, int Piece)>(_batch);
        foreach (var item in items)
        {
            for (int piece = 0; piece < item.Pieces!.Count; piece++)
            {
                long start = Stopwatch.GetTimestamp();
                item.Pieces.Read(piece, _input.AsSpan(slots.Count * _size, _size));
                slots.Add((item, piece));
                item.Inferring += Stopwatch.GetElapsedTime(start);
                if (slots.Count == _batch) Run(slots);
            }
        }
        if (slots.Count > 0) Run(slots);
    }

    private void Run(List<(WorkItem Item, int Piece)> slots)
    {
        long start = Stopwatch.GetTimestamp();
        int values = slots.Count * _size;
        projector.Project(_input.AsSpan(0, values), _output.AsSpan(0, values), options.Applications);
        if (_further.Length > 0) projector.Project(_output.AsSpan(0, values), _further.AsSpan(0, values));
        for (int slot = 0; slot < slots.Count; slot++)
        {
            var (item, piece) = slots[slot];
            Measure(item, slot * _size);
            item.Pieces!.Write(piece, _output.AsSpan(slot * _size, _size));
        }
        var share = Stopwatch.GetElapsedTime(start) / slots.Count;
        foreach (var (item, _) in slots) item.Inferring += share;
        slots.Clear();
    }

    private void Measure(WorkItem item, int first)
    {
        double squared = 0, residual = 0;
        for (int i = first; i < first + _size; i++)
        {
            double change = (double)_output[i] - _input[i];
            squared += change * change;
            if (_further.Length > 0) residual += Math.Abs((double)_further[i] - _output[i]);
        }
        item.SquaredDisplacement += squared;
        item.AbsoluteResidual += residual;
        item.NotFinite |= !double.IsFinite(squared);
    }
}
