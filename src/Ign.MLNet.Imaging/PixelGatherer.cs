using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Ign.MLNet.Imaging;

/// <summary>Gathers photographs that are no files, one after the other, into a file of their pixels. It is gone when gatherer or cache are closed.</summary>
internal sealed class PixelGatherer : IDisposable
{
    private readonly List<CachedPhoto> _photos = [];
    private SafeFileHandle? _file;
    private long _end;

    /// <param name="file">The file; one that is there is written over.</param>
    /// <exception cref="IOException">It cannot be written, or somebody else uses it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal PixelGatherer(string file) =>
        _file = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess | FileOptions.DeleteOnClose);

    /// <summary>Adds a photograph.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="image">Its pixels, without alpha.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    internal void Add(string name, DecodedImage image)
    {
        var photo = new CachedPhoto(name, 0, 0, image.Width, image.Height, _end, Convert.ToHexStringLower(SHA256.HashData(image.Pixels)));
        RandomAccess.Write(_file!, image.Pixels, _end);
        _photos.Add(photo);
        _end += photo.Length;
    }

    /// <summary>The photographs, in the order in which they came. The cache owns the file from now on.</summary>
    internal PixelCache ToCache()
    {
        var cache = new PixelCache(_file!, _photos);
        _file = null;
        return cache;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
