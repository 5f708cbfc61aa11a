using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Turns a position in the training into a batch. Image n of the training is a function of the seed and n alone: no state has to be saved
/// to go on exactly, and an image's augmentation does not depend on the batch size.
/// </summary>
/// <param name="images">The training set.</param>
/// <param name="source">What the network's other inputs are drawn from; null where the images come with damaged versions.</param>
/// <param name="seed">Seed of order, crops, symmetries and source.</param>
/// <param name="augmentation">Symmetries that images are taken through.</param>
/// <param name="labels">Where it has classes, images get label channels: real ones that of their class, damaged ones the same, noise that of any.</param>
/// <param name="sizes">How large images are at a position; null where all have the shape of the set.</param>
/// <param name="rank">Which images of a batch are loaded: every <paramref name="ranks"/>th from this one on.</param>
/// <param name="ranks">How many processes share a batch.</param>
/// <param name="workers">How many threads prepare a batch; the result is the same.</param>
internal sealed class BatchLoader(ITrainingImages images, SourceDistribution? source, long seed, Augmentation augmentation, LabelLaw labels = default,
    CropSizes? sizes = null, int rank = 0, int ranks = 1, int workers = 1)
{
    private readonly EpochOrder _order = EpochOrder.Of(images, seed);
    private readonly ConcurrentBag<float[]> _free = [];
    private readonly ITrainingImages _final = sizes is null ? images : images.CroppedTo(sizes.Final);

    /// <summary>
    /// Images <paramref name="position"/> … of the training, and their source images: two tensors <c>[N, C, H, W]</c>, label channels included. Of larger crops
    /// there are as many as <paramref name="count"/> of the first size have pixels for.
    /// </summary>
    public (Tensor Real, Tensor Source) Load(long position, int count, Device device) => Prepare(position, count).ToTensors(device);

    /// <summary>The same without libtorch, for another thread than the one that trains. One thread at a time may use a loader.</summary>
    internal PreparedBatch Prepare(long position, int count)
    {
        var shape = sizes?.At(position) ?? images.Shape;
        var drawnFrom = shape == images.Shape ? images : _final;
        int plane = shape.Height * shape.Width, size = shape.Size + labels.Classes * plane;
        int number = (sizes?.Count(count, shape) ?? count) / ranks;
        float[] real = Zeros(number * size), drawn = Zeros(number * size);
        int[] indices = [.. Enumerable.Range(0, number).Select(i => _order[Place(i)])]; // an order is for one thread
        if (workers == 1) for (int i = 0; i < number; i++) Fill(i);
        else InParallel(number, Fill);
        return new PreparedBatch(position, count, shape with { Channels = size / plane }, real, drawn);

        long Place(int i) => position + rank + (long)i * ranks;

        void Fill(int i)
        {
            Span<float> x = real.AsSpan(i * size, shape.Size), y = drawn.AsSpan(i * size, shape.Size);
            ulong imageSeed = SeededRandom.Mix((ulong)seed, (ulong)Place(i), 1);
            if (source is null) drawnFrom.ReadPair(indices[i], imageSeed, x, y);
            else drawnFrom.Read(indices[i], imageSeed, x);
            augmentation.Apply(x, shape, imageSeed);
            if (source is null) augmentation.Apply(y, shape, imageSeed);
            else source.Draw(x, y, shape, imageSeed);
            if (labels.Classes > 0) WriteLabels(Place(i), indices[i], real.AsSpan(i * size, size)[shape.Size..], drawn.AsSpan(i * size, size)[shape.Size..]);
        }
    }

    /// <summary>
    /// Takes back the arrays of a batch that nobody reads any more. A step would otherwise leave megabytes behind that the garbage collector is slow to look
    /// at.
    /// </summary>
    internal void Reuse(PreparedBatch batch)
    {
        _free.Add(batch.Real);
        _free.Add(batch.Source);
    }

    private void InParallel(int number, Action<int> fill)
    {
        try
        {
            Parallel.For(0, number, new ParallelOptions { MaxDegreeOfParallelism = workers }, fill);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    // Arrays of other lengths, those of a last batch or of smaller crops, are dropped.
    private float[] Zeros(int length)
    {
        while (_free.TryTake(out float[]? array))
        {
            if (array.Length != length) continue;
            Array.Clear(array);
            return array;
        }
        return new float[length];
    }

    private void WriteLabels(long position, int index, Span<float> real, Span<float> drawn)
    {
        var (kept, uniform) = labels.Draw(SeededRandom.Mix((ulong)seed, (ulong)position, 6));
        int? label = kept ? images.Label(index) : null;
        LabelChannels.Write(label, real, labels.Classes);
        LabelChannels.Write(kept && source is NoiseSource ? uniform : label, drawn, labels.Classes);
    }
}
