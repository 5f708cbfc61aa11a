using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Images to train on, wherever they are kept.</summary>
internal interface ITrainingImages
{
    /// <summary>Shape of one image (CHW).</summary>
    TensorShape Shape { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Class number of one image; null where it is not known.</summary>
    /// <param name="index">Image, from 0.</param>
    int? Label(int index) => null;

    /// <summary>Writes one image as values in [-1, 1].</summary>
    /// <param name="index">Image, from 0.</param>
    /// <param name="image">Receives Shape.Size values.</param>
    void Read(int index, Span<float> image);
}
