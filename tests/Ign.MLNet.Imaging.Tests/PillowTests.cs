using NetVips;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Results as another program reads them: Pillow (python3-pil), which shares no code with libvips but the codecs.</summary>
[TestClass]
public sealed class PillowTests
{
    private const string Script = """
        import sys
        from PIL import Image, ImageOps
        for path in sys.argv[1:]:
            image = Image.open(path)
            image.load()
            shown = ImageOps.exif_transpose(image)
            exif = image.getexif()
            print(image.format, image.mode, *image.size, *shown.size, exif.get(271, "-"), "icc" if image.info.get("icc_profile") else "-",
                  shown.tobytes().hex() if image.format in ("PNG", "BMP") else "-")
        """;

    [TestMethod]
    public void Another_program_sees_the_same_pixels_size_and_metadata()
    {
        using var folder = new TemporaryFolder();
        using var colour = Pictures.Random(5, 3, 3).Mutate(m => m.Set(GValue.GStrType, "exif-ifd0-Make", "ign (ign, ASCII, 4 components, 4 bytes)"));
        using var turned = colour.IccTransform("p3", inputProfile: "srgb").Mutate(m => m.Set(GValue.GIntType, "orientation", 6));
        string plain = Hex(colour);
        var files = new (string Name, byte[] Content, string Expected)[]
        {
            ("a.png", Files.Restore(colour.PngsaveBuffer(keep: Enums.ForeignKeep.None), 3), $"PNG RGB 5 3 5 3 - - {plain}"),
            ("b.bmp", Files.Restore(colour.PngsaveBuffer(), 3, format: ImageFormat.Bmp), $"BMP RGB 5 3 5 3 - - {plain}"),
            ("c.bmp", Files.Restore(Pictures.Random(5, 3, 1).PngsaveBuffer(), 3, format: ImageFormat.Bmp),
                $"BMP L 5 3 5 3 - - {Hex(Pictures.Random(5, 3, 1))}"),
            ("d.png", Files.Restore(turned.PngsaveBuffer(), 3), $"PNG RGB 3 5 3 5 ign icc {Hex(turned.Autorot())}"),
            ("e.jpg", Files.Restore(turned.JpegsaveBuffer(), 3), "JPEG RGB 3 5 3 5 ign icc -"),
            ("f.webp", Files.Restore(turned.WebpsaveBuffer(), 3), "WEBP RGB 3 5 3 5 ign icc -"),
            ("g.tif", Files.Restore(turned.TiffsaveBuffer(), 3), "TIFF RGB 3 5 3 5 - icc -"),
            ("h.jpg", Files.Restore(colour.IccTransform("cmyk", inputProfile: "srgb").JpegsaveBuffer(), 3), "JPEG CMYK 5 3 5 3 ign icc -"),
        };
        foreach (var (name, content, _) in files) File.WriteAllBytes(folder[name], content);

        var lines = Python.Run("python3-pil", Script, [.. files.Select(f => folder[f.Name])]);

        for (int i = 0; i < files.Length; i++) Assert.AreEqual(files[i].Expected, lines[i], files[i].Name);
    }

    private static string Hex(Image image) => Convert.ToHexStringLower(image.WriteToMemory<byte>());
}
