using System.Buffers.Binary;
using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class BadFileTests
{
    [TestMethod]
    public async Task Bad_files_fail_alone_with_a_reason_and_leave_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        for (int i = 0; i < 6; i++) Pictures.Random(8, 8, 1, i).Save(folder["in", $"good{i}.png"]);
        var whole = Pictures.Random(64, 64, 1).PngsaveBuffer();
        File.WriteAllBytes(folder["in", "cut.png"], whole[..(whole.Length / 2)]);
        File.WriteAllBytes(folder["in", "empty.png"], []);
        File.WriteAllText(folder["in", "text.jpg"], "This is no picture.");
        Pictures.Random(9, 7, 1).Save(folder["in", "size.png"]);
        File.WriteAllBytes(folder["in", "frames.tif"], Pictures.Random(8, 16, 1).Mutate(m => m.Set(GValue.GIntType, "page-height", 8)).TiffsaveBuffer());
        File.WriteAllBytes(folder["in", "ink.jpg"], Pictures.Smooth(8, 8, 3).Colourspace(Enums.Interpretation.Cmyk).JpegsaveBuffer());

        var summary = await Jobs.Run(folder, TestModels.Identity(1, 8, 8));

        Assert.AreEqual((7, 0, 5), (summary.Done, summary.Skipped, summary.Failed));
        Expect("cut.png", "has 64x64 pixels");
        Expect("empty.png", "is empty");
        Expect("text.jpg", "is not an image");
        Expect("size.png", "has 9x7 pixels, but the model takes 8x8");
        Expect("frames.tif", "holds 2 pages");
        CollectionAssert.AreEqual((string[])[.. Enumerable.Range(0, 6).Select(i => $"good{i}.png"), "ink.jpg"], Jobs.FilesBelow(folder["out"]));

        void Expect(string path, string reason) => StringAssert.Contains(summary.Items.Single(i => i.Path == path).Reason, reason);
    }

    [TestMethod]
    [DataRow("a.png")]
    [DataRow("a.jpg")]
    [DataRow("a.webp")]
    [DataRow("a.tif")]
    [DataRow("a.bmp")]
    public async Task A_truncated_file_of_the_right_size_is_not_filled_up_with_grey(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        using var image = Pictures.Random(64, 64, 3);
        var whole = name.EndsWith("bmp", StringComparison.Ordinal)
            ? new BmpFile(64, 64, 3, image.WriteToMemory<byte>()).Encode()
            : image.WriteToBuffer(Path.GetExtension(name));
        File.WriteAllBytes(folder["in", name], whole[..(whole.Length * 2 / 3)]);
        var summary = await Jobs.Run(folder, TestModels.Identity(3, 64, 64));
        Assert.AreEqual(1, summary.Failed);
        Assert.IsEmpty(Jobs.FilesBelow(folder["out"]));
    }

    [TestMethod]
    public async Task The_pixel_limit_is_checked_on_the_header_before_anything_is_decoded()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        var bomb = Pictures.Random(4, 4, 1).PngsaveBuffer();
        // Width and height of IHDR; its checksum is renewed, so that only the size is wrong.
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 20_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 20_000);
        BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc32(bomb.AsSpan(12, 17)));
        File.WriteAllBytes(folder["in", "bomb.png"], bomb);

        var summary = await (Jobs.Make(folder, TestModels.Identity(1, 4, 4)) with { Fit = FitMode.Resize }).RunAsync();

        StringAssert.Contains(summary.Items[0].Reason, "has 20000x20000 pixels; at most 100,000,000 are allowed");
    }

    [TestMethod]
    public async Task A_file_that_vanishes_or_is_a_dead_link_fails_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(4, 4, 1).Save(folder["in", "good.png"]);
        try
        {
            File.CreateSymbolicLink(folder["in", "dead.png"], folder["nowhere.png"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("This account may not make symbolic links.");
        }
        var summary = await Jobs.Run(folder, TestModels.Identity(1, 4, 4));
        Assert.AreEqual((1, 1), (summary.Done, summary.Failed));
    }

    [TestMethod]
    public async Task An_image_that_the_model_turns_into_infinity_is_not_written()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("in");
        Pictures.Random(4, 4, 1).Save(folder["in", "a.png"]);
        var summary = await Jobs.Run(folder, TestModels.Exploding(4, 4));
        StringAssert.Contains(summary.Items[0].Reason, "NaN or infinity");
        Assert.IsEmpty(Jobs.FilesBelow(folder["out"]));
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = ~0u;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
