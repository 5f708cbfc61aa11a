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

    private readonly double _halfLevel = (options.Model.Card.Maximum - options.Model.Card.Minimum) / (2.0 * byte.MaxValue);
    private const int Block = 32;

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
    /// <param name="advanced">Told of each image, which of its steps is done, and how many it has.</param>
    /// <returns>What became of each image, in their order.</returns>
    internal IReadOnlyList<Projection> Project(IReadOnlyList<IPieces> images, Action<int, int, int> advanced)
    {
        var clock = new WorkClock(time);
        var projections = Project(images, new Projection[images.Count], advanced);
        var each = clock.Elapsed / projections.Sum(p => p.Values);
        return [.. projections.Select(p => p with { Inferring = each * p.Values })];
    }

    private Projection[] Project(IReadOnlyList<IPieces> images, Projection[] projections, Action<int, int, int> advanced)
    {
        Array.Fill(projections, new Projection(0, 0, 0, 0, 0, IsFinite: true, default));
        _slots.Clear();
        for (int item = 0; item < images.Count; item++)
        {
            for (int piece = 0; piece < images[item].Count; piece++)
            {
                var shape = images[item].Of(piece).Shape;
                if (_slots.Count > 0 && shape != _shape) Run(images, projections, advanced);
                int batch = Room(shape);
                images[item].Read(piece, _input.AsSpan(_slots.Count * shape.Size, shape.Size));
                _slots.Add((item, piece));
                if (_slots.Count == batch) Run(images, projections, advanced);
            }
        }
        if (_slots.Count > 0) Run(images, projections, advanced);
        for (int item = 0; item < images.Count; item++)
            if (IsApart(images[item])) projections[item] = Rested(projections[item], images[item], step => advanced(item, step, 2 * images[item].Count));
        return projections;
    }

    /// <summary>
    /// Whether the residual is measured when all pieces are done: beside its cuts, a large tile alone would show another one than the whole image.
    /// </summary>
    private bool IsApart(IPieces pieces) => _measuresResidual && pieces is HaloPieces;

    private void Run(IReadOnlyList<IPieces> images, Projection[] projections, Action<int, int, int> advanced)
    {
        int size = _shape.Size, values = _slots.Count * size;
        projector.Project(_input.AsSpan(0, values), _output.AsSpan(0, values), _shape, options.Applications, options.Strength);
        bool further = _measuresResidual && _slots.Exists(slot => !IsApart(images[slot.Item]));
        if (further)
        {
            Grow(ref _further, values);
            projector.Project(_output.AsSpan(0, values), _further.AsSpan(0, values), _shape);
        }
        for (int slot = 0; slot < _slots.Count; slot++)
        {
            var (item, piece) = _slots[slot];
            projections[item] = Measured(projections[item], images[item].Of(piece), slot * size, further && !IsApart(images[item]));
            images[item].Write(piece, _output.AsSpan(slot * size, size));
        }
        foreach (var (item, piece) in _slots) advanced(item, piece, (IsApart(images[item]) ? 2 : 1) * images[item].Count);
        _slots.Clear();
    }

    /// <summary>Makes room for pieces of that shape.</summary>
    /// <returns>How many go through the network at once.</returns>
    private int Room(TensorShape shape)
    {
        int batch = Batch(options, shape);
        if (_slots.Count > 0) return batch;
        _shape = shape;
        Grow(ref _input, batch * shape.Size);
        Grow(ref _output, batch * shape.Size);
        return batch;
    }

    private static void Grow(ref float[] array, int length)
    {
        if (array.Length < length) array = new float[length];
    }

    /// <summary>Adds what counts of a piece, whose values begin there.</summary>
    private Projection Measured(Projection projection, Piece piece, int first, bool further)
    {
        if (further) projection = Rested(projection, piece, _output.AsSpan(first), _further.AsSpan(first));
        double squared = 0, largest = projection.LargestBlock;
        double values = (double)piece.Shape.Channels * Math.Min(Block, piece.Height) * Math.Min(Block, piece.Width);
        for (int y = 0; y < piece.Height; y += Block)
            for (int x = 0; x < piece.Width; x += Block)
            {
                var block = piece with
                {
                    Top = piece.Top + y,
                    Left = piece.Left + x,
                    Height = Math.Min(Block, piece.Height - y),
                    Width = Math.Min(Block, piece.Width - x),
                };
                double sum = Sum(block, _input.AsSpan(first), _output.AsSpan(first), static (y, fy) => ((double)fy - y) * ((double)fy - y));
                squared += sum;
                largest = Math.Max(largest, sum / values);
            }
        return projection with
        {
            Values = projection.Values + ((long)piece.Shape.Channels * piece.Height * piece.Width),
            SquaredDisplacement = projection.SquaredDisplacement + squared,
            LargestBlock = largest,
            IsFinite = projection.IsFinite && double.IsFinite(squared),
        };
    }

    /// <summary>Adds the residual of a result in tiles: of the whole result, tiles are taken once more.</summary>
    private Projection Rested(Projection projection, IPieces tiles, Action<int> advanced)
    {
        for (int index = 0; index < tiles.Count; index++)
        {
            var piece = tiles.Of(index);
            Room(piece.Shape);
            Span<float> x = _input.AsSpan(0, piece.Shape.Size), fx = _output.AsSpan(0, piece.Shape.Size);
            tiles.Read(index, x);
            projector.Project(x, fx, piece.Shape);
            projection = Rested(projection, piece, x, fx);
            advanced(tiles.Count + index);
        }
        return projection;
    }

    /// <summary>Adds what a further application does to what counts of a piece.</summary>
    private Projection Rested(Projection projection, Piece piece, ReadOnlySpan<float> x, ReadOnlySpan<float> fx) => projection with
    {
        AbsoluteResidual = projection.AbsoluteResidual + Sum(piece, x, fx, static (before, after) => Math.Abs((double)after - before)),
        Changed = projection.Changed + (long)Sum(piece, x, fx, IsChanged),
    };

    /// <summary>1 for a value that another run would move by half a level of 8 bits or more, else 0.</summary>
    private double IsChanged(float before, float after) => options.Strength * Math.Abs((double)after - before) >= _halfLevel ? 1 : 0;

    /// <summary>Sums the changes of what counts of a piece.</summary>
    private static double Sum(Piece piece, ReadOnlySpan<float> before, ReadOnlySpan<float> after, Func<float, float, double> of)
    {
        double sum = 0;
        var shape = piece.Shape;
        for (int c = 0; c < shape.Channels; c++)
            for (int y = piece.Top; y < piece.Top + piece.Height; y++)
            {
                int row = (((c * shape.Height) + y) * shape.Width) + piece.Left;
                for (int i = row; i < row + piece.Width; i++) sum += of(before[i], after[i]);
            }
        return sum;
    }
}
