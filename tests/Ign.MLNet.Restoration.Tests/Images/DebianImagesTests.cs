using System.Diagnostics;
using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>
/// Images of Debian's packages, unchanged by the model: exiftool (libimage-exiftool-perl) reads the same tags of the result, and Pillow (python3-pil) the same
/// pixels. IGN_REQUIRE_EXIFTOOL=1 makes missing programs a failure.
/// </summary>
[TestClass]
public sealed class DebianImagesTests
{
    private const string Script = """
        import json, os, subprocess, sys
        from PIL import Image, ImageOps
        before, after = sys.argv[1:3]
        # What a new file has of its own, and how it codes the same pixels; all else must be equal.
        allowed = set("SourceFile FileName Directory FileModifyDate FileAccessDate FileInodeChangeDate FileSize FilePermissions ColorType BitDepth Transparency Palette "
                      "ExifByteOrder RowsPerStrip StripOffsets StripByteCounts SampleFormat Compression Predictor FillOrder BackgroundColor SignificantBits ThumbnailImage ThumbnailOffset ThumbnailLength "
                      "YCbCrSubSampling EncodingProcess PhotometricInterpretation BitsPerSample ColorComponents".split())
        def tags(folder):
            out = subprocess.run(["exiftool", "-j", "-G1", "-a", "-u", "-b", folder], capture_output=True).stdout
            return {os.path.basename(f["SourceFile"]): f for f in json.loads(out)}
        a, b = tags(before), tags(after)
        for name in sorted(b):
            upright = a[name].get("IFD0:Orientation", "Horizontal (normal)") == "Horizontal (normal)"
            for key in sorted(set(a[name]) | set(b[name])):
                if upright and key.split(":")[-1] not in allowed and a[name].get(key) != b[name].get(key):
                    print(name, key, str(a[name].get(key))[:60], "->", str(b[name].get(key))[:60])
            if name.lower().endswith(("jpg", "jpeg", "webp")): continue
            one, two = (ImageOps.exif_transpose(Image.open(os.path.join(f, name))).convert("RGBA") for f in (before, after))
            if one.size != two.size or one.tobytes() != two.tobytes(): print(name, "other pixels")
        print("compared", len(b))
        """;

    [TestMethod]
    [TestCategory("Long")]
    public void Images_of_the_distribution_keep_their_tags_and_pixels()
    {
        const int Most = 600;
        using var folder = new TemporaryFolder();
        string before = folder.Folder("before"), after = folder.Folder("after");
        string[] endings = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"];
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        string[] found = Directory.Exists("/usr/share")
            ? [.. Directory.EnumerateFiles("/usr/share", "*", options).Where(f => endings.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)]
            : [];
        // PNG are most of them: every so many of these, and all others.
        var png = found.Where(f => f.EndsWith(".png", StringComparison.OrdinalIgnoreCase)).ToArray();
        int step = Math.Max(1, png.Length / Most);
        int number = 0;
        foreach (string path in found.Except(png).Take(Most).Concat(png.Where((_, i) => i % step == 0)))
        {
            var file = File.ReadAllBytes(path);
            if (file.Length > 300_000) continue;
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
        if (Directory.GetFiles(after).Length < 50 || !File.Exists("/usr/bin/exiftool") || !File.Exists("/usr/bin/python3"))
        {
            const string Missing = "Fewer than 50 images in /usr/share, or no exiftool or python3.";
            if (Environment.GetEnvironmentVariable("IGN_REQUIRE_EXIFTOOL") == "1") Assert.Fail(Missing);
            Assert.Inconclusive(Missing);
        }
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Script, before, after]) { RedirectStandardOutput = true })!;
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        Console.WriteLine(string.Join('\n', lines));
        Assert.HasCount(1, lines, string.Join('\n', lines.Take(20)));
    }
}
