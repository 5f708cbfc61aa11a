using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// Images in memory whose number is not known before: pages of some megabytes, so that growing copies nothing and no array has to hold them all.
/// </summary>
/// <param name="shape">Shape of one image.</param>
/// <param name="convert">Makes the floats in [-1, 1] of an image from its stored values.</param>
internal sealed class ImagePages<T>(TensorShape shape, Action<ReadOnlySpan<T>, Span<float>> convert) : ITrainingImages
{
    private const int PageValues = 1 << 20;
    private readonly int _perPage = Math.Max(1, PageValues / shape.Size);
    private readonly List<T[]> _pages = [];

    public TensorShape Shape => shape;

    public int Count { get; private set; }

    /// <summary>Room for one more image, which <see cref="Accept"/> makes part of the set.</summary>
    internal Span<T> Next()
    {
        if (Count == _pages.Count * _perPage) _pages.Add(new T[_perPage * shape.Size]);
        return Image(Count);
    }

    internal void Accept() => Count++;

    public void Read(int index, Span<float> image) => convert(Image(index), image);

    private Span<T> Image(int index) => _pages[index / _perPage].AsSpan(index % _perPage * shape.Size, shape.Size);
}
