using System.Text;
using NetVips;

namespace Ign.MLNet.Imaging.Tests;

/// <summary>Small whole files of every format and kind, from which broken ones are made.</summary>
internal static class FuzzSeeds
{
    internal static List<byte[]> All()
    {
        const int Width = 24, Height = 18;
        using var grey = Pictures.Random(Width, Height, 1);
        using var greyAlpha = Pictures.Random(Width, Height, 2);
        using var alpha = Pictures.Random(Width, Height, 4);
        using var wide = Pictures.Random16(Width, Height, 3);
        using var wideAlpha = Pictures.Random16(Width, Height, 4);
        using var smooth = Pictures.Smooth(Width, Height, 3);
        using var p3 = smooth.IccTransform("p3", inputProfile: "srgb");
        using var cmyk = WithoutProfile(smooth.IccTransform("cmyk", inputProfile: "srgb"));
        using var told = smooth.Mutate(m =>
        {
            m.Set(GValue.GIntType, "orientation", 6);
            m.Set(GValue.GStrType, "exif-ifd0-Make", "ign (ign, ASCII, 4 components, 4 bytes)");
            m.Set(GValue.BlobType, "xmp-data", Encoding.ASCII.GetBytes("<x:xmpmeta tiff:Orientation=\"6\"/>"));
        });
        return
        [
            grey.PngsaveBuffer(), greyAlpha.PngsaveBuffer(interlace: true), alpha.PngsaveBuffer(), wide.PngsaveBuffer(), wideAlpha.PngsaveBuffer(),
            smooth.PngsaveBuffer(palette: true), grey.PngsaveBuffer(bitdepth: 1), p3.PngsaveBuffer(), told.PngsaveBuffer(),
            grey.JpegsaveBuffer(), smooth.JpegsaveBuffer(q: 60), smooth.JpegsaveBuffer(q: 92, interlace: true), cmyk.JpegsaveBuffer(), p3.JpegsaveBuffer(),
            told.JpegsaveBuffer(),
            smooth.WebpsaveBuffer(), alpha.WebpsaveBuffer(), alpha.WebpsaveBuffer(lossless: true), p3.WebpsaveBuffer(lossless: true), told.WebpsaveBuffer(),
            grey.TiffsaveBuffer(), smooth.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Lzw, predictor: Enums.ForeignTiffPredictor.Horizontal),
            alpha.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate), wide.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Packbits),
            wideAlpha.TiffsaveBuffer(tile: true, tileWidth: 16, tileHeight: 16), smooth.TiffsaveBuffer(bigtiff: true), cmyk.TiffsaveBuffer(),
            p3.TiffsaveBuffer(),
            smooth.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Jpeg),
            grey.TiffsaveBuffer(bitdepth: 1, compression: Enums.ForeignTiffCompression.Ccittfax4),
            told.TiffsaveBuffer(premultiply: false), alpha.TiffsaveBuffer(premultiply: true), .. TiffTests.Seeds(),
            Png.With(Png.With(smooth.PngsaveBuffer(), "gAMA", [0, 1, 0x86, 0xa0]), "cICP", [12, 13, 0, 1]),
            smooth.GifsaveBuffer(), alpha.GifsaveBuffer(), smooth.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, effort: 0),
            Files.Write(grey, "bmp"), Files.Write(smooth, "bmp"), Files.Write(alpha, "bmp"), .. Bitmaps.All(),
        ];
    }

    /// <summary>The embedded profile of CMYK has a megabyte, which would take all mutations to itself.</summary>
    private static Image WithoutProfile(Image image)
    {
        using (image) return image.Mutate(m => m.Remove("icc-profile-data"));
    }
}
