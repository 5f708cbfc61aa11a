using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>Sends the pieces of several images through the network together. One instance for each thread.</summary>
/// <param name="projector">The network.</param>
/// <param name="options">What was asked for.</param>
/// <param name="time">The clock.</param>
internal sealed class InferStage(IgnProjector projector, RestorationOptions options, TimeProvider time)
{
    /// <summary>A batch of images of any size has at most so many pixels, or one image: more at once does nothing but take memory.</summary>
    private const long BatchPixels = 1 << 18;

    private readonly bool _measuresResidual = options.MeasureResidual || options.MaxResidual is not null;
    private readonly List<(int Item, int Piece)> _slots = new(options.Inference.BatchSize);
    private TensorShape _shape = projector.Shape;
    private float[] _input = [], _output = [], _further = [];

    /// <summary>How many such pieces go through the network at once.</summary>
    internal static int Batch(RestorationOptions options, TensorShape shape) => options.Model.AnySize
        ? (int)Math.Clamp(BatchPixels / ((long)shape.Height * shape.Width), 1, options.Inference.BatchSize)
        : options.Inference.BatchSize;

    /// <summary>Projects all pieces of images that the caller has, and keeps.</summary>
    /// <param name="images">The pieces of each.</param>
    /// <param name="projected">Told of each image and piece that is done.</param>
    /// <returns>What became of each image, in their order.</returns>
    internal IReadOnlyList<Projection> Project(IReadOnlyList<IPieces> images, Action<int, int> projected)
    {
        var projections = new Projection[images.Count];
        Array.Fill(projections, new Projection(0, 0, 0, IsFinite: true, default));
        _slots.Clear();
        for (int item = 0; item < images.Count; item++)
        {
            for (int piece = 0; piece < images[item].Count; piece++)
            {
                var shape = images[item].Of(piece).Shape;
                if (_slots.Count > 0 && shape != _shape) Run(images, projections, projected);
                var clock = new WorkClock(time);
                int batch = Room(shape);
                images[item].Read(piece, _input.AsSpan(_slots.Count * shape.Size, shape.Size));
                _slots.Add((item, piece));
                projections[item] = projections[item] with { Inferring = projections[item].Inferring + clock.Elapsed };
                if (_slots.Count == batch) Run(images, projections, projected);
            }
        }
        if (_slots.Count > 0) Run(images, projections, projected);
        return projections;
    }

    private void Run(IReadOnlyList<IPieces> images, Projection[] projections, Action<int, int> projected)
    {
        var clock = new WorkClock(time);
        int size = _shape.Size, values = _slots.Count * size;
        projector.Project(_input.AsSpan(0, values), _output.AsSpan(0, values), _shape, options.Applications);
        if (_measuresResidual) projector.Project(_output.AsSpan(0, values), _further.AsSpan(0, values), _shape);
        for (int slot = 0; slot < _slots.Count; slot++)
        {
            var (item, piece) = _slots[slot];
            projections[item] = Measured(projections[item], images[item].Of(piece), slot * size);
            images[item].Write(piece, _output.AsSpan(slot * size, size));
        }
        var share = clock.Elapsed / _slots.Count;
        foreach (var (item, piece) in _slots)
        {
            projections[item] = projections[item] with { Inferring = projections[item].Inferring + share };
            projected(item, piece);
        }
        _slots.Clear();
    }

    /// <summary>Makes room for pieces of that shape.</summary>
    /// <returns>How many go through the network at once.</returns>
    private int Room(TensorShape shape)
    {
        int batch = Batch(options, shape);
        if (_slots.Count > 0) return batch;
        _shape = shape;
        Grow(ref _input);
        Grow(ref _output);
        if (_measuresResidual) Grow(ref _further);
        return batch;

        void Grow(ref float[] array)
        {
            if (array.Length < batch * shape.Size) array = new float[batch * shape.Size];
        }
    }

    /// <summary>Adds what counts of a piece, whose values begin there.</summary>
    private Projection Measured(Projection projection, Piece piece, int first)
    {
        double squared = 0, residual = 0;
        var shape = piece.Shape;
        for (int c = 0; c < shape.Channels; c++)
            for (int y = piece.Top; y < piece.Top + piece.Height; y++)
            {
                int row = first + (((c * shape.Height) + y) * shape.Width) + piece.Left;
                for (int i = row; i < row + piece.Width; i++)
                {
                    double change = (double)_output[i] - _input[i];
                    squared += change * change;
                    if (_measuresResidual) residual += Math.Abs((double)_further[i] - _output[i]);
                }
            }
        return projection with
        {
            Values = projection.Values + ((long)shape.Channels * piece.Height * piece.Width),
            SquaredDisplacement = projection.SquaredDisplacement + squared,
            AbsoluteResidual = projection.AbsoluteResidual + residual,
            IsFinite = projection.IsFinite && double.IsFinite(squared),
        };
    }
}
