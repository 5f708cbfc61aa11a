using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Images to train on, wherever they are kept.</summary>
internal interface ITrainingImages
{
    /// <summary>Shape of one image (CHW).</summary>
    TensorShape Shape { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Whether each image comes with a damaged version of its own.</summary>
    bool ArePairs => false;

    /// <summary>Whether crops are drawn from images that may be larger than <see cref="Shape"/>.</summary>
    bool AreCropped => false;

    /// <summary>What tells the images from others without reading them all; null where they have to be read.</summary>
    string? ContentHash => null;

    /// <summary>How often an epoch draws from one image: once where it is taken whole.</summary>
    int Draws(int index) => 1;

    /// <summary>Class number of one image; null where it is not known.</summary>
    int? Label(int index) => null;

    /// <summary>Writes one image as values in [-1, 1].</summary>
    /// <param name="index">Image, from 0.</param>
    /// <param name="image">Receives Shape.Size values.</param>
    void Read(int index, Span<float> image);

    /// <summary>Writes what is drawn from one image: itself, or a crop of it.</summary>
    /// <param name="index">Image, from 0.</param>
    /// <param name="seed">Which crop: the same seed draws the same one.</param>
    /// <param name="image">Receives Shape.Size values.</param>
    void Read(int index, ulong seed, Span<float> image) => Read(index, image);

    /// <summary>The same with the same part of the damaged version, where <see cref="ArePairs"/>.</summary>
    /// <param name="index">Image, from 0.</param>
    /// <param name="seed">Which crop.</param>
    /// <param name="image">Receives Shape.Size values of the clean image.</param>
    /// <param name="bad">Receives as many of the damaged one.</param>
    void ReadPair(int index, ulong seed, Span<float> image, Span<float> bad) => throw new NotSupportedException("These images are no pairs.");

    /// <summary>The same images in crops of another size, where <see cref="AreCropped"/>.</summary>
    /// <param name="shape">Shape of a crop, no larger than the smallest image.</param>
    ITrainingImages CroppedTo(TensorShape shape) => throw new NotSupportedException("These images are taken whole.");
}
