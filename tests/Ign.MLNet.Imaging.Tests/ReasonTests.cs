namespace Ign.MLNet.Imaging.Tests;

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
            Assert.AreEqual("cannot be decoded as Jpeg: the file ends early (VipsJpeg: Corrupt JPEG data: premature end of data segment)",
                Files.Refusal(file[..^30]));
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
        foreach (var file in (byte[][])[png[..^12], png[..^4], [.. png, 1, 2, 3], wrongSum, [.. webp, 1, 2, 3], [.. jpeg, 1, 2, 3],
            [.. jpeg[..tables], 0, 0, .. jpeg[tables..]]])
            Files.Restore(file, 3);
    }

    [TestMethod]
    public void What_costs_no_pixel_is_noted_and_a_whole_file_is_not()
    {
        using var image = Pictures.Random(40, 30, 3);
        var (png, jpeg, progressive) = (image.PngsaveBuffer(), image.JpegsaveBuffer(), image.JpegsaveBuffer(interlace: true));
        foreach (var file in (byte[][])[png, jpeg, progressive, [.. jpeg, 1, 2, 3], image.WebpsaveBuffer(), image.TiffsaveBuffer(), image.GifsaveBuffer()])
            Assert.IsNull(Note(file));
        foreach (var file in (byte[][])[jpeg[..^2], progressive[..^2]]) Assert.AreEqual("the file lacks its last marker, and no pixel", Note(file));
        foreach (var file in (byte[][])[png[..^12], png[..^4]]) Assert.AreEqual("the file lacks its last part, and no pixel", Note(file));
        byte[] text = Png.With(png, "tEXt", [(byte)'A', 0, (byte)'b']);
        text[33 + 8 + 3] ^= 1; // the first byte of its checksum
        Assert.AreEqual("the file has a wrong checksum beside the pixels (tEXt: CRC error)", Note(text));
    }

    [TestMethod]
    public void Damage_in_the_pixels_of_a_jpeg_is_noted_with_its_own_words_however_many_are_read_beside_it()
    {
        using var image = Pictures.Random(64, 48, 3);
        var jpeg = image.JpegsaveBuffer();
        int tables = jpeg.AsSpan().IndexOf((byte[])[0xff, 0xdb]);
        byte[][] files = [jpeg, [.. jpeg[..^200], 0xff, 0xd9, .. jpeg[^200..]], [.. jpeg[..tables], 0, 0, .. jpeg[tables..]],
            [.. jpeg[..tables], 0, 0, 0, .. jpeg[tables..]]];
        string?[] words = [null, "premature end of data segment)", ": 2 extraneous bytes before marker 0xdb)", ": 3 extraneous bytes before marker 0xdb)"];
        var notes = new string?[200];
        Parallel.For(0, notes.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => notes[i] = Note(files[i % files.Length]));
        for (int i = 0; i < notes.Length; i++)
        {
            if (words[i % files.Length] is not { } end) Assert.IsNull(notes[i]);
            else StringAssert.StartsWith(notes[i], "damaged: ");
            StringAssert.EndsWith(notes[i] ?? "", words[i % files.Length] ?? "");
        }
    }

    [TestMethod]
    public void Frequent_reasons_are_told_in_words_of_people_with_those_of_the_decoder_in_brackets()
    {
        using var image = Pictures.Random(48, 36, 3);
        byte[] png = image.PngsaveBuffer(), interlaced = image.PngsaveBuffer(interlace: true), jpeg = image.JpegsaveBuffer(), gif = image.GifsaveBuffer(),
            tiff = image.TiffsaveBuffer();
        const string Early = "the file ends early (", Damaged = "its data are damaged (";
        (byte[] File, string Reason)[] cases =
        [
            (png[..(png.Length / 2)], $"Png: {Early}not enough data)"),
            (interlaced[..(png.Length / 2)], $"Png: {Early}not enough data)"),
            (Changed(png, png.Length - 13), $"Png: {Damaged}IDAT: CRC error)"),
            (Changed(png, png.Length - 17), $"Png: {Damaged}IDAT: incorrect data check)"),
            (Changed(png, 2), "is not an image of a known format"),
            (jpeg[..(jpeg.Length / 2)], $"Jpeg: {Early}VipsJpeg: "),
            (gif[..(gif.Length / 2)], $"Gif: {Early}gifload_buffer: "),
            (tiff[..(tiff.Length / 2)], $"Tiff: {Early}"),
            (image.WebpsaveBuffer()[..200], "WebP: it ends early or is damaged (webp: "),
        ];
        foreach (var (file, reason) in cases) StringAssert.Contains(Files.Refusal(file), reason);
    }

    [TestMethod]
    public void Want_of_memory_is_no_fault_of_the_image()
    {
        foreach (string words in (string[])["vips_tracked: out of memory --- size == 412MB", "VipsJpeg: Insufficient memory (case 4)"])
        {
            var failure = Assert.ThrowsExactly<ImageFileException>(() =>
                Vips.Run<int>("cannot be decoded as Jpeg", ImageFormat.Jpeg, () => throw new NetVips.VipsException($"unable to fetch from region\n{words}")));
            Assert.AreEqual(($"cannot be decoded as Jpeg: there is not enough memory ({words})", true), (failure.Message, failure.MayPass));
        }
        Assert.IsFalse(Assert.ThrowsExactly<ImageFileException>(() =>
            Vips.Run<int>("cannot be decoded as Jpeg", ImageFormat.Jpeg, () => throw new NetVips.VipsException("unable\nVipsJpeg: bad"))).MayPass);
    }

    private static string? Note(byte[] file)
    {
        using var image = RestorableImage.Open(file, new ImageLimits());
        image.Encode(image.Decode(Files.Card(3)), Files.Card(3), format: ImageFormat.Png);
        return image.Note;
    }

    private static byte[] Changed(byte[] file, int at)
    {
        byte[] changed = [.. file];
        changed[at] ^= 0x55;
        return changed;
    }

    private static byte[][] Damaged()
    {
        using var image = Pictures.Random(48, 36, 3);
        byte[][] whole =
        [
            image.PngsaveBuffer(), image.JpegsaveBuffer(), image.JpegsaveBuffer(interlace: true), image.WebpsaveBuffer(lossless: true),
            image.TiffsaveBuffer(compression: NetVips.Enums.ForeignTiffCompression.Lzw),
            image.TiffsaveBuffer(compression: NetVips.Enums.ForeignTiffCompression.Deflate), image.GifsaveBuffer(),
            image.HeifsaveBuffer(compression: NetVips.Enums.ForeignHeifCompression.Av1, effort: 0),
        ];
        return [.. Enumerable.Range(0, 200).Select(i => whole[i % whole.Length]).Select((f, i) => f[..(f.Length * (20 + (i / 8 * 3)) / 100)])];
    }
}
