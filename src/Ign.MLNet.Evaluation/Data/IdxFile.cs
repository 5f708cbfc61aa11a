using System.Buffers.Binary;
using System.IO.Compression;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// Reads images and labels in the IDX format of the MNIST family (unsigned bytes, big-endian sizes), plain or gzip-compressed.
/// </summary>
/// <remarks>A file is not trusted: every size is checked against the bytes that the file can hold before memory is taken.</remarks>
public static class IdxFile
{
    private const int ImagesMagic = 0x00000803;
    private const int LabelsMagic = 0x00000801;
    private const int MaxSide = 8192;

    // DEFLATE cannot do better than 1032:1, so a gzip file bounds what may come out of it.
    private const long MaxGzipRatio = 1032;

    /// <summary>Reads greyscale images and, where asked for, their labels.</summary>
    /// <param name="imagesPath">An idx3-ubyte file, plain or .gz (told by its first bytes, not by its name).</param>
    /// <param name="labelsPath">The idx1-ubyte file with as many labels, or null for images without labels.</param>
    /// <returns>Images of shape 1xHxW.</returns>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file is not IDX of that kind, is truncated, has bytes left over, or the counts differ.</exception>
    public static ImageSet Read(string imagesPath, string? labelsPath = null)
    {
        ArgumentNullException.ThrowIfNull(imagesPath);
        var (pixels, sizes) = ReadBytes(imagesPath, ImagesMagic, "images (idx3-ubyte)", 3);
        byte[]? labels = null;
        if (labelsPath is not null)
        {
            (labels, var count) = ReadBytes(labelsPath, LabelsMagic, "labels (idx1-ubyte)", 1);
            if (count[0] != sizes[0])
                throw new InvalidDataException(
                    $"'{imagesPath}' has {sizes[0]} images but '{labelsPath}' has {count[0]} labels; pass the two files of one set.");
        }
        return new ImageSet(new TensorShape(1, (int)sizes[1], (int)sizes[2]), pixels, labels);
    }

    /// <summary>Whether a file begins as one of this format does, plain or gzip-compressed; it may still be damaged.</summary>
    /// <param name="path">File that exists.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return read == start.Length && (start is [0x1f, 0x8b, ..] || BinaryPrimitives.ReadInt32BigEndian(start) is ImagesMagic or LabelsMagic);
    }

    private static (byte[] Data, uint[] Sizes) ReadBytes(string path, int magic, string kind, int rank)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"There is no file '{path}'; expected IDX {kind}, plain or .gz.", path);
        using var file = File.OpenRead(path);
        bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        long limit = gzip ? file.Length * MaxGzipRatio : file.Length;
        try
        {
            using Stream stream = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            Span<byte> header = stackalloc byte[4 * (1 + rank)];
            stream.ReadExactly(header);
            int found = BinaryPrimitives.ReadInt32BigEndian(header);
            if (found != magic) throw new InvalidDataException($"'{path}' is not IDX {kind}: expected magic 0x{magic:x8}, got 0x{found:x8}.");

            var sizes = new uint[rank];
            for (int i = 0; i < rank; i++) sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * (i + 1))..]);
            if (sizes.Skip(1).Any(s => s is 0 or > MaxSide))
                throw new InvalidDataException($"'{path}' declares images of {sizes[1]}x{sizes[2]}; sides must be 1-{MaxSide}.");
            // At most 2^32 · 8192²: fits in UInt128 only together with the check below, so multiply wide.
            var total = sizes.Aggregate((UInt128)1, (product, size) => product * size);
            if (total > (UInt128)limit || total > (UInt128)Array.MaxLength)
                throw new InvalidDataException(
                    $"'{path}' declares {total} bytes ({string.Join('x', sizes)}), more than the file can hold; it is truncated or damaged.");

            var data = new byte[(int)total];
            stream.ReadExactly(data);
            if (stream.ReadByte() >= 0)
                throw new InvalidDataException($"'{path}' goes on after the {total} bytes that it declares ({string.Join('x', sizes)}).");
            return (data, sizes);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"'{path}' ends before the IDX {kind} that it declares; it is truncated.", e);
        }
        catch (InvalidDataException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{path}' is damaged: {e.Message}", e);
        }
    }
}
