using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Images with damaged versions of their own, from two sets.</summary>
/// <param name="clean">Set with the clean ones.</param>
/// <param name="damaged">Set with the damaged ones, of the same shape.</param>
/// <param name="pairs">Numbers in both sets that belong together.</param>
internal sealed class PairedImages(ITrainingImages clean, ITrainingImages damaged, (int Clean, int Damaged)[] pairs) : ITrainingImages
{
    public TensorShape Shape => clean.Shape;

    public int Count => pairs.Length;

    public bool ArePairs => true;

    public void Read(int index, Span<float> image) => clean.Read(pairs[index].Clean, image);

    public void ReadPair(int index, ulong seed, Span<float> image, Span<float> bad)
    {
        Read(index, image);
        damaged.Read(pairs[index].Damaged, bad);
    }
}
