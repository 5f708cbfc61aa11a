using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Ign.MLNet.Networks;
using Microsoft.Win32.SafeHandles;

namespace Ign.MLNet.Imaging;

/// <summary>
/// Decoded photographs in one file, those of a folder or of a <see cref="PixelGatherer"/>: upright, sRGB, 8 bits, without alpha (transparent parts are black).
/// A set may be larger than memory: crops are read where they lie.
/// </summary>
/// <remarks>
/// The file is the pixels, a header as JSON (photographs with size, time of change and hash), its length, and eight bytes of magic. Crops are read rather than
/// mapped: pages of a mapped file count as memory of the process, and a file that somebody cuts short would end it.
/// </remarks>
internal sealed class PixelCache : IDisposable
{
    private const int Tail = 12;
    private const int MaxHeader = 1 << 30;

    /// <summary>Bytes of the photographs that are decoded at a time: seven of 12 megapixels.</summary>
    private const long MemoryInWork = 512 << 20;

    private static readonly byte[] s_magic = "IGNPHOT1"u8.ToArray();

    private readonly SafeFileHandle _file;

    /// <param name="file">The pixels; the cache owns it.</param>
    /// <param name="all">Where each photograph lies in it.</param>
    internal PixelCache(SafeFileHandle file, IReadOnlyList<CachedPhoto> all)
    {
        _file = file;
        Photos = [.. all.Where(p => p.Broken is null)];
        Broken = [.. all.Where(p => p.Broken is not null)];
    }

    /// <summary>The photographs, in ordinal order of their paths.</summary>
    internal IReadOnlyList<CachedPhoto> Photos { get; private set; }

    /// <summary>Files that are left out, each with its reason.</summary>
    internal IReadOnlyList<CachedPhoto> Broken { get; }

    /// <summary>Opens the cache of a folder, and decodes the photographs first where it is not there, damaged, or of other files.</summary>
    /// <param name="folder">Folder with images, searched with its sub-folders.</param>
    /// <param name="file">The cache; its folder is created.</param>
    /// <param name="shrink">Each square of so many pixels becomes their mean: 1 leaves photographs as they are.</param>
    /// <param name="limits">What one file may cost.</param>
    /// <param name="threads">Photographs in work at a time; the cache is the same for any number.</param>
    /// <param name="progress">Receives the number of photographs decoded so far; nothing if the cache is right.</param>
    /// <param name="cancellationToken">Stops between two photographs.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">It holds no image.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The cache may not be written, or a folder not be read.</exception>
    internal static PixelCache Open(string folder, string file, int shrink, ImageLimits limits, int threads = 1, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shrink, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        // Taken before decoding: a file that changes meanwhile does not fit the cache the next time.
        CachedPhoto[] files = [.. ImageFiles.Below(folder).Select(path => Describe(folder, path))];
        if (TryOpen(file, shrink, files, threads) is { } known) return known;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        AtomicFile.Write(file, stream => Write(stream, folder, files, shrink, limits, threads, progress, cancellationToken));
        return TryOpen(file, shrink, files, threads) ?? throw new IOException($"'{file}' is not what was just written; is the disk in order?");
    }

    /// <summary>Leaves photographs out of <see cref="Photos"/>.</summary>
    internal void KeepOnly(Func<CachedPhoto, bool> wanted) => Photos = [.. Photos.Where(wanted)];

    /// <summary>Gives the photographs another order.</summary>
    internal void Order(IReadOnlyList<CachedPhoto> photos) => Photos = photos;

    /// <summary>Reads a part of a photograph.</summary>
    /// <param name="photo">One of <see cref="Photos"/>.</param>
    /// <param name="top">First row.</param>
    /// <param name="left">First column.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="pixels">Receives height · width · 3 bytes: rows from top to bottom, red, green and blue interleaved.</param>
    /// <exception cref="IOException">The file cannot be read, or is shorter than it was.</exception>
    internal void Read(CachedPhoto photo, int top, int left, int height, int width, Span<byte> pixels)
    {
        int row = width * CachedPhoto.Bands;
        for (int y = 0; y < height; y++)
        {
            long at = photo.Offset + ((((long)top + y) * photo.Width) + left) * CachedPhoto.Bands;
            ReadExactly(_file, pixels.Slice(y * row, row), at);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static CachedPhoto Describe(string folder, string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));
        return new CachedPhoto(path, file.Length, file.LastWriteTimeUtc.Ticks, 0, 0, 0, "");
    }

    private static PixelCache? TryOpen(string path, int shrink, CachedPhoto[] files, int threads)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            long length = RandomAccess.GetLength(file);
            if (Header(file, length) is not { Photos: { } photos } header || header.Shrink != shrink || photos.Length != files.Length) return null;
            long end = 0;
            for (int i = 0; i < files.Length; i++)
            {
                if (photos[i] is not { Width: >= 0, Height: >= 0 } photo || !photo.IsOf(files[i]) || (photo.Broken is null && photo.Offset != end)) return null;
                end += photo.Length;
            }
            if (end != header.Bytes || !AreWhole(file, photos, threads)) return null;
            var result = new PixelCache(file, photos);
            file = null;
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or OverflowException)
        {
            return null;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static CacheHeader? Header(SafeFileHandle file, long length)
    {
        if (length < Tail) return null;
        var tail = new byte[Tail];
        ReadExactly(file, tail, length - Tail);
        int size = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail.AsSpan(4).SequenceEqual(s_magic) || size is < 2 or > MaxHeader || size > length - Tail) return null;
        var json = new byte[size];
        ReadExactly(file, json, length - Tail - size);
        var header = JsonSerializer.Deserialize<CacheHeader>(json);
        return header?.Bytes == length - Tail - size ? header : null;
    }

    private static bool AreWhole(SafeFileHandle file, CachedPhoto[] photos, int threads) =>
        OrderedWork.Run(photos.Length, threads, memory: 0, _ => 0, i => photos[i].Broken is not null || Hash(file, photos[i]) == photos[i].Sha256)
            .All(whole => whole);

    private static string Hash(SafeFileHandle file, CachedPhoto photo)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var part = new byte[1 << 20];
        for (long done = 0; done < photo.Length; done += part.Length)
        {
            var span = part.AsSpan(0, (int)Math.Min(part.Length, photo.Length - done));
            ReadExactly(file, span, photo.Offset + done);
            hash.AppendData(span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, at);
            if (read == 0) throw new EndOfStreamException("The file of decoded photographs is shorter than it was; start again, and they are decoded anew.");
            bytes = bytes[read..];
            at += read;
        }
    }

    private static void Write(Stream stream, string folder, CachedPhoto[] files, int shrink, ImageLimits limits, int threads, IProgress<int>? progress,
        CancellationToken cancellation)
    {
        var photos = new List<CachedPhoto>(files.Length);
        long offset = 0;
        foreach (var (photo, pixels) in OrderedWork.Run(files.Length, threads, MemoryInWork, i => BytesInWork(folder, files[i]), Decoded))
        {
            stream.Write(pixels);
            LargeArrays.Return(pixels);
            photos.Add(photo with { Offset = offset });
            offset += photo.Length;
            progress?.Report(photos.Count);
        }
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(new CacheHeader(shrink, offset, [.. photos]));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        stream.Write(header);
        stream.Write(length);
        stream.Write(s_magic);

        (CachedPhoto Photo, byte[] Pixels) Decoded(int number)
        {
            cancellation.ThrowIfCancellationRequested();
            return Decode(folder, files[number], shrink, limits);
        }
    }

    /// <summary>
    /// The decoded pixels, and as many again while they are turned or the decoder holds all rows; a file that does not tell its size is in work alone.
    /// </summary>
    private static long BytesInWork(string folder, CachedPhoto file) =>
        ImageHeader.SizeOf(Path.Combine(folder, file.Path)) is { } size ? 2L * size.Width * size.Height * CachedPhoto.Bands : MemoryInWork;

    private static (CachedPhoto Photo, byte[] Pixels) Decode(string folder, CachedPhoto file, int shrink, ImageLimits limits)
    {
        try
        {
            var decoded = ImageDecoder.Read(Path.Combine(folder, file.Path), limits, size: null);
            var image = decoded.Shrunk(shrink);
            if (image.Pixels != decoded.Pixels) LargeArrays.Return(decoded.Pixels);
            return (file with { Width = image.Width, Height = image.Height, Sha256 = Convert.ToHexStringLower(SHA256.HashData(image.Pixels)) }, image.Pixels);
        }
        catch (ImageFileException e)
        {
            return (file with { Broken = e.Message }, []);
        }
    }

    private sealed record CacheHeader(int Shrink, long Bytes, CachedPhoto[] Photos);
}
