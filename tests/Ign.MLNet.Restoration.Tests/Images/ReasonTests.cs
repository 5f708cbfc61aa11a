namespace Ign.MLNet.Restoration.Tests;

[TestClass]
public sealed class ReasonTests
{
    [TestMethod]
    public void Every_damaged_file_gets_the_reason_that_it_gets_alone_however_many_fail_beside_it()
    {
        const int Threads = 8;
        var files = Damaged();
        Assert.HasCount(200, files);
        string[] alone = [.. files.Select(f => Files.Refusal(f))];
        Assert.IsGreaterThan(4, alone.Distinct().Count(), string.Join("; ", alone.Distinct()));
        var together = new string[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i => together[i] = Files.Refusal(files[i]));
        CollectionAssert.AreEqual(alone, together);
    }

    [TestMethod]
    public void A_jpeg_that_lacks_nothing_but_its_last_marker_is_whole()
    {
        foreach (bool progressive in (bool[])[false, true])
        {
            using var image = Pictures.Random(20, 10, 3);
            var file = image.JpegsaveBuffer(interlace: progressive);
            CollectionAssert.AreEqual(Files.Pixels(Files.Restore(file, 3)), Files.Pixels(Files.Restore(file[..^2], 3)));
            Assert.AreEqual("cannot be decoded as Jpeg: VipsJpeg: Corrupt JPEG data: premature end of data segment", Files.Refusal(file[..^30]));
            for (int length = 2; length < file.Length - 3; length++) Files.Refusal(file[..length]);
        }
    }

    [TestMethod]
    public void Damage_beside_the_pixels_is_none()
    {
        using var image = Pictures.Random(40, 30, 3);
        var (png, webp, jpeg) = (image.PngsaveBuffer(), image.WebpsaveBuffer(lossless: true), image.JpegsaveBuffer());
        int tables = jpeg.AsSpan().IndexOf((byte[])[0xff, 0xdb]);
        var wrongSum = Png.With(png, "tEXt", [(byte)'A', 0, (byte)'b']);
        wrongSum[33 + 8 + 3] ^= 1; // the first byte of its checksum
        foreach (var file in (byte[][])[png[..^12], png[..^4], [.. png, 1, 2, 3], wrongSum, [.. webp, 1, 2, 3], [.. jpeg, 1, 2, 3], [.. jpeg[..tables], 0, 0, .. jpeg[tables..]]])
            Files.Restore(file, 3);
    }

    private static byte[][] Damaged()
    {
        using var image = Pictures.Random(48, 36, 3);
        byte[][] whole =
        [
            image.PngsaveBuffer(), image.JpegsaveBuffer(), image.JpegsaveBuffer(interlace: true), image.WebpsaveBuffer(lossless: true), image.TiffsaveBuffer(compression: NetVips.Enums.ForeignTiffCompression.Lzw),
            image.TiffsaveBuffer(compression: NetVips.Enums.ForeignTiffCompression.Deflate), image.GifsaveBuffer(), image.HeifsaveBuffer(compression: NetVips.Enums.ForeignHeifCompression.Av1, effort: 0),
        ];
        return [.. Enumerable.Range(0, 200).Select(i => whole[i % whole.Length]).Select((f, i) => f[..(f.Length * (20 + (i / 8 * 3)) / 100)])];
    }
}
