using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Keeps the decoded images of a folder in one file, so that they are decoded once and read as fast as the disk can.</summary>
/// <remarks>
/// The file is eight bytes of magic, the length of a header, the header as JSON (shape, files with size and time of change, SHA-256 of the pixels), and
/// the pixels. It counts only if all of that agrees with the folder and with itself; otherwise the images are decoded again.
/// </remarks>
public static class ImageFolderCache
{
    private const int HeaderAt = 12;
    private const int MaxHeader = 1 << 30;

    /// <summary>The images that <see cref="ImageFolder.Read"/> gives, from the cache if it is still right, else decoded and cached.</summary>
    /// <param name="folder">Folder, searched with its sub-folders.</param>
    /// <param name="shape">Shape of the result, with 1 or 3 channels.</param>
    /// <param name="cacheFile">The cache; its folder is created. Where it cannot be written the images are decoded every time.</param>
    /// <param name="labelsFromFolders">Take the first sub-folder of each file as its class, as <see cref="ImageFolder.Read"/> does; the cache is the
    /// same.</param>
    /// <param name="progress">Receives the number of images decoded so far; nothing if they come from the cache.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <inheritdoc cref="ImageFolder.Read" path="/exception"/>
    public static ImageSet Read(string folder, TensorShape shape, string cacheFile, bool labelsFromFolders = false, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cacheFile);
        // Taken before decoding: a file that changes meanwhile does not fit the cache the next time.
        CachedFile[] files = [.. ImageFolder.Files(folder).Select(f => Describe(folder, f))];
        if (TryRead(cacheFile, shape, files) is { } pixels)
            return new ImageSet(shape, pixels, labelsFromFolders ? ImageFolder.Labels(folder, [.. files.Select(f => f.Path)]) : null);
        var images = ImageFolder.Read(folder, shape, labelsFromFolders, progress: progress, cancellationToken: cancellationToken);
        try
        {
            Write(cacheFile, shape, files, images.Pixels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or read-only disk costs time at the next start, not this one.
        }
        return images;
    }

    private static CachedFile Describe(string folder, string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));
        return new CachedFile(path, file.Length, file.LastWriteTimeUtc.Ticks);
    }

    private static byte[]? TryRead(string cacheFile, TensorShape shape, CachedFile[] files)
    {
        try
        {
            using var stream = new FileStream(cacheFile, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            var start = new byte[HeaderAt];
            stream.ReadExactly(start);
            int length = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(8));
            long size = (long)files.Length * shape.Size;
            if (!start.AsSpan(0, 8).SequenceEqual("IGNIMGS1"u8) || length is < 2 or > MaxHeader || stream.Length != HeaderAt + length + size
                || size > Array.MaxLength)
                return null;
            var header = new byte[length];
            stream.ReadExactly(header);
            if (JsonSerializer.Deserialize<Header>(header) is not { Files: not null } known || known.Shape != shape.ToString()
                || !known.Files.AsSpan().SequenceEqual(files))
                return null;
            var pixels = new byte[size];
            stream.ReadExactly(pixels);
            return Hash(pixels) == known.Sha256 ? pixels : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static void Write(string cacheFile, TensorShape shape, CachedFile[] files, byte[] pixels)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new Header(shape.ToString(), files, Hash(pixels)));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(cacheFile))!);
        AtomicFile.Write(cacheFile, stream =>
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
            stream.Write("IGNIMGS1"u8);
            stream.Write(length);
            stream.Write(header);
            stream.Write(pixels);
        });
    }

    private static string Hash(byte[] pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels));

    private sealed record Header(string Shape, CachedFile[] Files, string Sha256);

    private sealed record CachedFile(string Path, long Size, long Changed);
}
