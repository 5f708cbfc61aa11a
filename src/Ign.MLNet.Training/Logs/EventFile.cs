using System.Buffers.Binary;
using System.Numerics;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// An event file that TensorBoard shows: records in the framing of TFRecord, each an <c>Event</c> of tensorflow/core/util/event.proto with scalars and
/// pictures. TorchSharp's own writer starts a new file at every start and cannot take back the steps that a resumed run takes again.
/// </summary>
internal sealed class EventFile
{
    private const int LengthBytes = 8, CheckBytes = 4;
    private readonly string _path;
    private readonly TimeProvider _clock;

    /// <summary>Opens the file of an earlier start without its records beyond <paramref name="step"/> or a damaged place, or starts one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Last step that is kept.</param>
    /// <param name="clock">Gives each record its time; the system's if left out.</param>
    internal EventFile(string path, long step, TimeProvider? clock = null)
    {
        _path = path;
        _clock = clock ?? TimeProvider.System;
        var kept = File.Exists(path) ? KeptOrNone(path, step) : null;
        if (kept is null) AtomicFile.WriteAllBytes(path, Record(Event(0).Text(3, "brain.Event:2")));
        else if (kept.Length != new FileInfo(path).Length) AtomicFile.WriteAllBytes(path, kept.ToArray());
    }

    /// <summary>Appends the figures of one step.</summary>
    /// <param name="step">Images trained on.</param>
    /// <param name="scalars">Figures by tag; a tag's part before a slash is its section.</param>
    /// <param name="picture">A PNG file, if there is one.</param>
    internal void Append(long step, IEnumerable<KeyValuePair<string, double>> scalars, byte[]? picture)
    {
        var summary = new ProtobufMessage();
        foreach (var (tag, value) in scalars) summary.Message(1, new ProtobufMessage().Text(1, tag).Float(2, (float)value));
        if (picture is not null) summary.Message(1, Picture("samples", picture));
        using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Record(Event(step).Message(5, summary)));
    }

    /// <summary>CRC-32C, rotated and shifted as TFRecord wants it.</summary>
    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data) crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    /// <summary>A file that is too large or no such log is begun anew: nothing that matters is in it.</summary>
    private static MemoryStream? KeptOrNone(string path, long last)
    {
        try
        {
            return Kept(path, last);
        }
        catch (Exception e) when (e is IOException or IgnFormatException)
        {
            return null;
        }
    }

    private static MemoryStream? Kept(string path, long last)
    {
        byte[] file = File.ReadAllBytes(path);
        var kept = new MemoryStream();
        for (int at = 0; Next(file, at) is { } length; at += LengthBytes + length + (2 * CheckBytes))
            if (StepOf(file.AsMemory(at + LengthBytes + CheckBytes, length)) <= last) kept.Write(file, at, LengthBytes + length + (2 * CheckBytes));
        return kept.Length > 0 ? kept : null;
    }

    /// <summary>Length of the undamaged record at that place, or null.</summary>
    private static int? Next(byte[] file, int at)
    {
        if (file.Length - at < LengthBytes + (2 * CheckBytes)) return null;
        var head = file.AsSpan(at, LengthBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + LengthBytes)) != MaskedCrc(head)) return null;
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        int start = at + LengthBytes + CheckBytes;
        if (length > (ulong)(file.Length - start - CheckBytes)) return null;
        return BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(start + (int)length)) == MaskedCrc(file.AsSpan(start, (int)length)) ? (int)length : null;
    }

    private static long StepOf(ReadOnlyMemory<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next()) if (reader.Field == 2) return reader.Number();
        return 0;
    }

    private static byte[] Record(ProtobufMessage message)
    {
        var data = message.Written().Span;
        var record = new byte[LengthBytes + data.Length + (2 * CheckBytes)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(LengthBytes), MaskedCrc(record.AsSpan(0, LengthBytes)));
        data.CopyTo(record.AsSpan(LengthBytes + CheckBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(record.Length - CheckBytes), MaskedCrc(data));
        return record;
    }

    private ProtobufMessage Event(long step) => new ProtobufMessage().Double(1, _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0).Number(2, step);

    /// <summary>Height, width and channels, then the file; the sides stand in the PNG's first chunk, width first.</summary>
    private static ProtobufMessage Picture(string tag, byte[] png) => new ProtobufMessage().Text(1, tag).Message(4, new ProtobufMessage()
        .Number(1, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))).Number(2, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)))
        .Number(3, 3).Bytes(4, png));
}
