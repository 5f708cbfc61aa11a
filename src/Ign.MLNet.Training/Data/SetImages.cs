using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>An <see cref="ImageSet"/> to train on.</summary>
internal sealed class SetImages(ImageSet set) : ITrainingImages
{
    public TensorShape Shape => set.Shape;

    public int Count => set.Count;

    public int? Label(int index) => set.Labels?[index];

    public void Read(int index, Span<float> image) => set.ToRange(index, image);
}
