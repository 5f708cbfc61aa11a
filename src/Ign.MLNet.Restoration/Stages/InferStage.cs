using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>Sends the pieces of several images through the network together. One instance for each thread.</summary>
/// <param name="projector">The network.</param>
/// <param name="options">What was asked for.</param>
/// <param name="time">The clock.</param>
internal sealed class InferStage(IgnProjector projector, RestorationOptions options, TimeProvider time)
{
    private readonly int _size = projector.Shape.Size;
    private readonly int _batch = options.Inference.BatchSize;
    private readonly float[] _input = new float[options.Inference.BatchSize * projector.Shape.Size];
    private readonly float[] _output = new float[options.Inference.BatchSize * projector.Shape.Size];
    private readonly float[] _further = options.MeasureResidual || options.MaxResidual is not null ? new float[options.Inference.BatchSize * projector.Shape.Size] : [];
    private readonly List<(int Item, int Piece)> _slots = new(options.Inference.BatchSize);

    /// <summary>Projects all pieces of images that the caller has, and keeps.</summary>
    /// <param name="images">The pieces of each.</param>
    /// <param name="projected">Told of each image and piece that is done.</param>
    /// <returns>What became of each image, in their order.</returns>
    internal IReadOnlyList<Projection> Project(IReadOnlyList<IPieces> images, Action<int, int> projected)
    {
        var projections = new Projection[images.Count];
        Array.Fill(projections, new Projection(0, 0, IsFinite: true, default));
        _slots.Clear();
        for (int item = 0; item < images.Count; item++)
        {
            for (int piece = 0; piece < images[item].Count; piece++)
            {
                var clock = new WorkClock(time);
                images[item].Read(piece, _input.AsSpan(_slots.Count * _size, _size));
                _slots.Add((item, piece));
                projections[item] = projections[item] with { Inferring = projections[item].Inferring + clock.Elapsed };
                if (_slots.Count == _batch) Run(images, projections, projected);
            }
        }
        if (_slots.Count > 0) Run(images, projections, projected);
        return projections;
    }

    private void Run(IReadOnlyList<IPieces> images, Projection[] projections, Action<int, int> projected)
    {
        var clock = new WorkClock(time);
        int values = _slots.Count * _size;
        projector.Project(_input.AsSpan(0, values), _output.AsSpan(0, values), options.Applications);
        if (_further.Length > 0) projector.Project(_output.AsSpan(0, values), _further.AsSpan(0, values));
        for (int slot = 0; slot < _slots.Count; slot++)
        {
            var (item, piece) = _slots[slot];
            projections[item] = Measured(projections[item], slot * _size);
            images[item].Write(piece, _output.AsSpan(slot * _size, _size));
        }
        var share = clock.Elapsed / _slots.Count;
        foreach (var (item, piece) in _slots)
        {
            projections[item] = projections[item] with { Inferring = projections[item].Inferring + share };
            projected(item, piece);
        }
        _slots.Clear();
    }

    private Projection Measured(Projection projection, int first)
    {
        double squared = 0, residual = 0;
        for (int i = first; i < first + _size; i++)
        {
            double change = (double)_output[i] - _input[i];
            squared += change * change;
            if (_further.Length > 0) residual += Math.Abs((double)_further[i] - _output[i]);
        }
        return projection with
        {
            SquaredDisplacement = projection.SquaredDisplacement + squared,
            AbsoluteResidual = projection.AbsoluteResidual + residual,
            IsFinite = projection.IsFinite && double.IsFinite(squared),
        };
    }
}
