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
internal sealed class BatchLoader(ITrainingImages images, SourceDistribution? source, long seed, Augmentation augmentation, LabelLaw labels = default)
{
    private readonly EpochOrder _order = EpochOrder.Of(images, seed);

    /// <summary>
    /// Images <paramref name="position"/> … of the training, and their source images: two tensors <c>[N, C, H, W]</c>, label channels included.
    /// </summary>
    public (Tensor Real, Tensor Source) Load(long position, int count, Device device) => ToTensors(Prepare(position, count), device);

    /// <summary>The same without libtorch, for another thread than the one that trains. One thread at a time may use a loader.</summary>
    internal PreparedBatch Prepare(long position, int count)
    {
        var shape = images.Shape;
        int plane = shape.Height * shape.Width, size = shape.Size + labels.Classes * plane;
        var real = new float[count * size];
        var drawn = new float[real.Length];
        for (int i = 0; i < count; i++)
        {
            Span<float> x = real.AsSpan(i * size, shape.Size), y = drawn.AsSpan(i * size, shape.Size);
            ulong imageSeed = SeededRandom.Mix((ulong)seed, (ulong)(position + i), 1);
            if (source is null) images.ReadPair(_order[position + i], imageSeed, x, y);
            else images.Read(_order[position + i], imageSeed, x);
            augmentation.Apply(x, shape, imageSeed);
            if (source is null) augmentation.Apply(y, shape, imageSeed);
            else source.Draw(x, y, shape, imageSeed);
            if (labels.Classes > 0) WriteLabels(position + i, real.AsSpan(i * size, size)[shape.Size..], drawn.AsSpan(i * size, size)[shape.Size..]);
        }
        return new PreparedBatch(position, count, real, drawn);
    }

    /// <summary>A prepared batch where the network is.</summary>
    internal (Tensor Real, Tensor Source) ToTensors(PreparedBatch batch, Device device)
    {
        long[] sizes = [batch.Count, images.Shape.Channels + labels.Classes, images.Shape.Height, images.Shape.Width];
        return (tensor(batch.Real, sizes, device: device), tensor(batch.Source, sizes, device: device));
    }

    private void WriteLabels(long position, Span<float> real, Span<float> drawn)
    {
        var (kept, uniform) = labels.Draw(SeededRandom.Mix((ulong)seed, (ulong)position, 6));
        int? label = kept ? images.Label(_order[position]) : null;
        LabelChannels.Write(label, real, labels.Classes);
        LabelChannels.Write(kept && source is NoiseSource ? uniform : label, drawn, labels.Classes);
    }
}
