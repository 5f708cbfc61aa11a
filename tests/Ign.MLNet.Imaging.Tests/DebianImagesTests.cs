
namespace Ign.MLNet.Imaging.Tests;

/// <summary>
/// Images of Debian's packages, unchanged by the model: exiftool (libimage-exiftool-perl) reads the same tags of the result, and Pillow (python3-pil) the same
/// pixels; of JPEG and WebP with loss as near as coding them again allows.
/// </summary>
[TestClass]
public sealed class DebianImagesTests
{
    private const string Script = """
        import collections, json, os, subprocess, sys
        from PIL import Image, ImageChops, ImageOps
        before, after = sys.argv[1:3]
        # What a new file has of its own, and how it codes the same pixels; all else must be equal.
        allowed = set("SourceFile FileName Directory FileModifyDate FileAccessDate FileInodeChangeDate FileSize FilePermissions ColorType BitDepth Transparency Palette "
                      "ExifByteOrder RowsPerStrip StripOffsets StripByteCounts SampleFormat Compression Predictor FillOrder BackgroundColor SignificantBits ThumbnailImage ThumbnailOffset ThumbnailLength "
                      "YCbCrSubSampling EncodingProcess PhotometricInterpretation BitsPerSample ColorComponents VP8Version "
                      # Standard values, tiles and palettes of TIFF, which becomes strips and RGB.
                      "SubfileType PlanarConfiguration TileWidth TileLength TileOffsets TileByteCounts ColorMap SamplesPerPixel".split())
        # Of thumbnails, which are left out.
        thumbnail = "IFD1:"
        # What coding the same pixels once more may change: the mean difference in levels, and the share of values that differ by more than 16.
        most_mean, most_share = 1.5, 0.005
        def tags(folder):
            out = subprocess.run(["exiftool", "-j", "-G1", "-a", "-u", "-b", folder], capture_output=True).stdout
            return {os.path.basename(f["SourceFile"]): f for f in json.loads(out)}
        def lossy(folder, name):
            head = open(os.path.join(folder, name), "rb").read()
            return head[:2] == b"\xff\xd8" or (head[8:12] == b"WEBP" and b"VP8 " in head[12:])
        def upright_pixels(folder, name):
            image = ImageOps.exif_transpose(Image.open(os.path.join(folder, name)))
            return image.convert("I") if image.mode.startswith("I") else image.convert("RGBA")
        def distance(one, two):
            # Colours that nobody sees are anything.
            seen = [Image.alpha_composite(Image.new("RGBA", i.size, "white"), i).convert("RGB") for i in (one, two)]
            counts = ImageChops.difference(*seen).histogram()
            n = sum(counts)
            return sum(c * (i % 256) for i, c in enumerate(counts)) / n, sum(c for i, c in enumerate(counts) if i % 256 > 16) / n
        compared, skipped = collections.Counter(), []
        a, b = tags(before), tags(after)
        for name in sorted(b):
            upright = a[name].get("IFD0:Orientation", "Horizontal (normal)") == "Horizontal (normal)"
            for key in sorted(set(a[name]) | set(b[name])):
                if upright and key.split(":")[-1] not in allowed and not key.startswith(thumbnail) and a[name].get(key) != b[name].get(key):
                    print(name, key, str(a[name].get(key))[:60], "->", str(b[name].get(key))[:60])
            try:
                one = upright_pixels(before, name)
            except Exception as e:
                skipped.append(name + ": " + str(e)[:60])
                continue
            two = upright_pixels(after, name)
            kind = "lossy" if lossy(before, name) else "exact"
            if one.size != two.size: print(name, "other size")
            elif kind == "exact" and one.tobytes() != two.tobytes(): print(name, "other pixels")
            elif kind == "lossy":
                mean, share = distance(one, two)
                if mean > most_mean or share > most_share: print(name, "other pixels: mean difference %.3f, above 16 levels %.5f" % (mean, share))
            compared[os.path.splitext(name)[1].lower()] += 1
        if os.environ.get("IGN_REQUIRE_ALL") == "1" and not all(compared[e] >= 8 for e in (".jpg", ".png", ".tiff", ".webp")): print("too few of a kind")
        print("compared", len(b), dict(compared), "nothing for Pillow:", skipped)
        """;

    [TestMethod]
    [TestCategory("Long")]
    public void Images_of_the_distribution_keep_their_tags_and_pixels()
    {
        const int Most = 600;
        Require.Program("libimage-exiftool-perl", "exiftool");
        using var folder = new TemporaryFolder();
        string before = folder.Folder("before"), after = folder.Folder("after");
        string[] endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] found = Directory.Exists("/usr/share")
            ? [.. Directory.EnumerateFiles("/usr/share", "*", options).Where(f => endings.Contains(Path.GetExtension(f).ToLowerInvariant()))
                .Order(StringComparer.Ordinal)]
            : [];
        // PNG are most of them: every so many of these, and all others.
        var png = found.Where(f => f.EndsWith(".png", StringComparison.OrdinalIgnoreCase)).ToArray();
        int step = Math.Max(1, png.Length / Most);
        int number = 0;
        foreach (string path in found.Except(png).Take(Most).Concat(png.Where((_, i) => i % step == 0)))
        {
            var file = File.ReadAllBytes(path);
            if (file.Length > 700_000) continue;
            string name = $"{number++:0000}{Path.GetExtension(path)}";
            byte[] result;
            try
            {
                result = Files.Restore(file, 3);
            }
            catch (ImageFileException e)
            {
                Console.WriteLine($"{path} {e.Message}");
                continue;
            }
            File.WriteAllBytes(Path.Join(before, name), file);
            File.WriteAllBytes(Path.Join(after, name), result);
        }
        Require.That(Directory.GetFiles(after).Length >= 50, "There are fewer than 50 images in /usr/share.");
        string[] lines = Python.Run("python3-pil", Script, before, after);
        Console.WriteLine(string.Join('\n', lines));
        Assert.HasCount(1, lines, string.Join('\n', lines.Take(20)));
    }
}
