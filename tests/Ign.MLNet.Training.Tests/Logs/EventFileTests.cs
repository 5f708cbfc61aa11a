using System.Buffers.Binary;
using Google.Protobuf;

namespace Ign.MLNet.Training.Tests;

[TestClass]
public sealed class EventFileTests
{
    // The sides of a picture are read from the bytes where a PNG has them.
    private static readonly byte[] s_png = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 7, 0, 0, 0, 5, 8, 2];
    private readonly string _folder = Directory.CreateTempSubdirectory("ign-events-").FullName;

    private string File => Path.Combine(_folder, "events.out.tfevents.ign");

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void The_checksum_is_that_of_RFC_3720_masked()
    {
        // RFC 3720, B.4: 32 bytes of zeros have 0x8A9136AA. The mask is ((crc >> 15) | (crc << 17)) + 0xA282EAD8.
        const uint Crc = 0x8A9136AA;
        Assert.AreEqual(unchecked(((Crc >> 15) | (Crc << 17)) + 0xA282EAD8), EventFile.MaskedCrc(new byte[32]));
    }

    [TestMethod]
    public void Scalars_and_pictures_are_read_back_with_their_steps()
    {
        var file = new EventFile(File, 0, new StoppedClock());
        file.Append(64, [new("loss/a", 0.5), new("loss/b", -2)], null);
        file.Append(128, [new("loss/a", 0.25)], s_png);
        var events = Read(File);
        Assert.AreEqual("brain.Event:2", events[0].Version);
        CollectionAssert.AreEqual(new long[] { 0, 64, 128 }, events.Select(e => e.Step).ToArray());
        CollectionAssert.AreEqual(new[] { ("loss/a", 0.5f), ("loss/b", -2f) }, events[1].Scalars);
        Assert.AreEqual(1_234_567_890.125, events[1].Time);
        var (tag, height, width, colours, png) = events[2].Picture!.Value;
        Assert.AreEqual(("samples", 5, 7, 3), (tag, height, width, colours));
        CollectionAssert.AreEqual(s_png, png);
    }

    [TestMethod]
    public void Steps_beyond_the_checkpoint_and_whatever_was_cut_off_are_taken_back()
    {
        var file = new EventFile(File, 0);
        foreach (long step in new[] { 10, 20, 30 }) file.Append(step, [new("a", step)], null);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int cut = whole.Length; cut > 0; cut -= 3)
        {
            System.IO.File.WriteAllBytes(File, whole[..cut]);
            new EventFile(File, 20).Append(25, [new("a", 25)], null);
            long[] steps = [.. Read(File).Select(e => e.Step)];
            CollectionAssert.AreEqual(new long[] { 0, 10, 20 }.Where(s => steps.Contains(s)).Append(25).ToArray(), steps);
            Assert.AreEqual(0, steps[0]);
        }
        System.IO.File.WriteAllBytes(File, whole);
        _ = new EventFile(File, 20);
        CollectionAssert.AreEqual(new long[] { 0, 10, 20 }, Read(File).Select(e => e.Step).ToArray());
    }

    private static List<Entry> Read(string path)
    {
        byte[] file = System.IO.File.ReadAllBytes(path);
        var events = new List<Entry>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.AreEqual(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file[(at + 12)..(at + 12 + length)];
            Assert.AreEqual(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            events.Add(Parse(data));
            at += 16 + length;
        }
        return events;
    }

    private static Entry Parse(byte[] data)
    {
        var entry = new Entry();
        Each(data, (field, input) =>
        {
            if (field == 1) entry.Time = input.ReadDouble();
            else if (field == 2) entry.Step = input.ReadInt64();
            else if (field == 3) entry.Version = input.ReadString();
            else if (field == 5) Each(input.ReadBytes().ToByteArray(), (_, summary) => Value(summary.ReadBytes().ToByteArray(), entry));
        });
        return entry;
    }

    private static void Value(byte[] data, Entry entry)
    {
        string tag = "";
        Each(data, (field, input) =>
        {
            if (field == 1) tag = input.ReadString();
            else if (field == 2) entry.Scalars.Add((tag, input.ReadFloat()));
            else
            {
                Assert.AreEqual(4, field);
                var sides = new int[4];
                byte[] png = [];
                Each(input.ReadBytes().ToByteArray(), (part, image) =>
                {
                    if (part == 4) png = image.ReadBytes().ToByteArray();
                    else sides[part] = image.ReadInt32();
                });
                entry.Picture = (tag, sides[1], sides[2], sides[3], png);
            }
        });
    }

    private static void Each(byte[] message, Action<int, CodedInputStream> field)
    {
        using var input = new CodedInputStream(message);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag()) field(WireFormat.GetTagFieldNumber(tag), input);
    }

    /// <summary>CRC-32C by its polynomial, bit by bit.</summary>
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_234_567_890_125);
    }

    private sealed class Entry
    {
        internal double Time { get; set; }

        internal long Step { get; set; }

        internal string? Version { get; set; }

        internal List<(string, float)> Scalars { get; } = [];

        internal (string Tag, int Height, int Width, int Colours, byte[] Png)? Picture { get; set; }
    }
}
