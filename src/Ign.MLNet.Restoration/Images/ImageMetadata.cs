using System.Text;
using System.Text.RegularExpressions;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>
/// What a file says besides its pixels: EXIF, XMP, IPTC, colour profile, resolution, texts. Left out are thumbnails and gain maps, which show the image as it was.
/// </summary>
internal sealed partial class ImageMetadata
{
    private const string Exif = "exif-", Thumbnail = "exif-ifd1-", Orientation = "orientation", Xmp = "xmp-data";

    private static readonly string[] s_kept = [Xmp, "iptc-data", "photoshop-data", "resolution-unit", "image-description", ColourConversion.Field];

    private readonly List<(string Name, nint Type, object Value)> _fields = [];
    private readonly double _columnsPerMm = 1, _rowsPerMm = 1;

    internal ImageMetadata(Image image, int? orientation)
    {
        bool turned = orientation is >= 5;
        (_columnsPerMm, _rowsPerMm) = turned ? (image.Yres, image.Xres) : (image.Xres, image.Yres);
        foreach (string name in image.GetFields())
        {
            bool kept = s_kept.Contains(name) || name.StartsWith(Exif, StringComparison.Ordinal) || name.StartsWith("png-comment-", StringComparison.Ordinal);
            if (!kept || name.StartsWith(Thumbnail, StringComparison.Ordinal)) continue;
            object value = image.Get(name);
            if (name == Xmp && orientation is not null && value is byte[] xmp) value = Upright(xmp);
            _fields.Add((name, image.GetTypeOf(name), value));
        }
        // Without this field, the tag inside of the block of EXIF would stay.
        if (orientation is not null) _fields.Add((Orientation, GValue.GIntType, 1));
    }

    /// <summary>The metadata of a file that has none.</summary>
    internal ImageMetadata()
    {
    }

    /// <summary>Whether the file has EXIF; libvips would invent it for one that has none.</summary>
    internal bool HasExif => _fields.Exists(f => f.Name == "exif-data");

    /// <summary>The embedded colour profile, null where there is none.</summary>
    internal byte[]? Profile => _fields.Find(f => f.Name == ColourConversion.Field).Value as byte[];

    /// <summary>The image with this metadata.</summary>
    /// <param name="image">The pixels.</param>
    /// <param name="withProfile">False where the pixels are no longer in the colours of the profile.</param>
    internal Image AttachTo(Image image, bool withProfile)
    {
        using var scaled = image.Copy(xres: _columnsPerMm, yres: _rowsPerMm);
        return scaled.Mutate(m =>
        {
            foreach (var (name, type, value) in _fields)
                if (withProfile || name != ColourConversion.Field) m.Set(type, name, value);
        });
    }

    /// <summary>XMP repeats the orientation, and some programs look there.</summary>
    private static byte[] Upright(byte[] xmp) =>
        Encoding.Latin1.GetBytes(XmpOrientation().Replace(Encoding.Latin1.GetString(xmp), "${1}1"));

    [GeneratedRegex("""(tiff:Orientation\s*(?:=\s*["']|>)\s*)[2-8]""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex XmpOrientation();
}
