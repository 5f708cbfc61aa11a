using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Training;

/// <summary>What a training learns from: whole images of one shape, or <see cref="TrainingPhotos"/>.</summary>
public abstract class TrainingData : IDisposable
{
    private protected TrainingData()
    {
    }

    /// <summary>Number of images.</summary>
    public abstract int Count { get; }

    /// <summary>Whole images of the network's shape.</summary>
    public static TrainingData Of(ImageSet images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Of(new SetImages(images));
    }

    /// <summary>The same, wherever they are kept.</summary>
    internal static TrainingData Of(ITrainingImages images) => new WholeImages(images);

    /// <summary>Closes files that it reads from.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The images as this training draws them.</summary>
    internal abstract ITrainingImages Images(TrainingOptions options);

    private protected virtual void Dispose(bool disposing)
    {
    }

    private sealed class WholeImages(ITrainingImages images) : TrainingData
    {
        public override int Count => images.Count;

        internal override ITrainingImages Images(TrainingOptions options) => images;
    }
}
