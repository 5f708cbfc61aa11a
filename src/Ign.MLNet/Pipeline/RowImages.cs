using Ign.MLNet.Networks;

namespace Ign.MLNet;

/// <summary>The images of some rows on their way through the network, those of one size in one batch. Not for use by two threads at once.</summary>
/// <param name="rent">Gives a batch for images of a shape, with room for so many at least.</param>
/// <param name="give">Takes a batch back that is not needed any more.</param>
internal sealed class RowImages(Func<TensorShape, int, ImageBatch> rent, Action<ImageBatch> give) : IDisposable
{
    // More pixels are not read ahead: they are as much as a batch of any use has.
    private const long MostPixels = IgnProjectorOptions.BatchPixels;

    private readonly List<Batch> _batches = [];
    private readonly List<(Batch Batch, int Index)> _rows = [];
    private int _capacity;
    private long _pixels;

    /// <summary>Number of rows.</summary>
    internal int Count => _rows.Count;

    /// <summary>Whether further images of any size had better wait for the next rows.</summary>
    internal bool IsFull => _pixels >= MostPixels;

    /// <summary>Forgets all rows.</summary>
    /// <param name="capacity">How many will come at most.</param>
    internal void Begin(int capacity)
    {
        // What fits is used again; so it always is where all images have one size.
        foreach (var batch in _batches.Where(b => b.Count == 0 || b.Images.Capacity < capacity).ToList()) Drop(batch);
        foreach (var batch in _batches) batch.Count = 0;
        _rows.Clear();
        (_capacity, _pixels) = (capacity, 0);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="shape">Shape of its image.</param>
    /// <returns>Where its values go.</returns>
    internal Span<float> Add(TensorShape shape)
    {
        var batch = _batches.Find(b => b.Images.Image == shape && b.Count < b.Images.Capacity);
        if (batch is null) _batches.Add(batch = new Batch(rent(shape, _capacity)));
        _rows.Add((batch, batch.Count++));
        _pixels += (long)shape.Height * shape.Width;
        return Input(_rows.Count - 1);
    }

    /// <summary>Applies the network to the images of all rows; see <see cref="ImageBatch.Run"/>.</summary>
    internal void Run(SharedSession session, int applications, bool keepInput, bool onceMore, bool besideOthers)
    {
        foreach (var batch in _batches.Where(b => b.Count > 0)) batch.Images.Run(session, batch.Count, applications, keepInput, onceMore, besideOthers);
    }

    /// <summary>Shape of the image of a row.</summary>
    internal TensorShape Shape(int row) => _rows[row].Batch.Images.Image;

    /// <inheritdoc cref="ImageBatch.Input"/>
    internal Span<float> Input(int row) => _rows[row].Batch.Images.Input(_rows[row].Index);

    /// <inheritdoc cref="ImageBatch.Result"/>
    internal ReadOnlySpan<float> Result(int row) => _rows[row].Batch.Images.Result(_rows[row].Index);

    /// <inheritdoc cref="ImageBatch.Further"/>
    internal ReadOnlySpan<float> Further(int row) => _rows[row].Batch.Images.Further(_rows[row].Index);

    public void Dispose()
    {
        foreach (var batch in _batches.ToList()) Drop(batch);
        _rows.Clear();
    }

    private void Drop(Batch batch)
    {
        _batches.Remove(batch);
        give(batch.Images);
    }

    private sealed class Batch(ImageBatch images)
    {
        internal ImageBatch Images { get; } = images;

        internal int Count { get; set; }
    }
}
