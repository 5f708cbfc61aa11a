using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Some images of a set, in an order of their own.</summary>
internal sealed class ImageSelection(ITrainingImages images, int[] order) : ITrainingImages
{
    public TensorShape Shape => images.Shape;

    public int Count => order.Length;

    public bool ArePairs => images.ArePairs;

    public bool AreCropped => images.AreCropped;

    /// <summary>What the set knows itself by, and the order.</summary>
    public string? ContentHash =>
        images.ContentHash is { } known
            ? Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(known), .. MemoryMarshal.AsBytes<int>(order)]))
            : null;

    public int Draws(int index) => images.Draws(order[index]);

    public int? Label(int index) => images.Label(order[index]);

    public void Read(int index, Span<float> image) => images.Read(order[index], image);

    public void Read(int index, ulong seed, Span<float> image) => images.Read(order[index], seed, image);

    public void ReadPair(int index, ulong seed, Span<float> image, Span<float> bad) => images.ReadPair(order[index], seed, image, bad);

    public ITrainingImages CroppedTo(TensorShape shape) => new ImageSelection(images.CroppedTo(shape), order);
}
