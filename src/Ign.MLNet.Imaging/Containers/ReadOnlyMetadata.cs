using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>What a file of a format says that is only read: as far as libvips tells it, for a result of another format.</summary>
internal sealed class ReadOnlyMetadata(Image image) : ContainerMetadata
{
    // The decoder has turned the image; what EXIF and XMP say of its orientation no longer holds, whatever it is.
    private const int Upright = 2;

    private readonly byte[]? _exif = Field(image, "exif-data"), _xmp = Field(image, "xmp-data");
    private readonly bool _hasComment = image.Contains("gif-comment");

    /// <inheritdoc/>
    internal override byte[] PutInto(byte[] bare) => throw new InvalidOperationException("The format is only read.");

    /// <inheritdoc/>
    internal override CommonMetadata Common()
    {
        var exif = _exif.AsSpan();
        if (exif.StartsWith(ExifBlock.Prefix)) exif = exif[ExifBlock.Prefix.Length..];
        return new CommonMetadata
        {
            Exif = _exif is null ? null : ExifBlock.Carried(exif, Upright, NotCarried),
            Xmp = _xmp is null ? null : XmpPacket.Carried(_xmp, Upright, NotCarried),
            Others = _hasComment ? ["the comment"] : [],
        };
    }

    private static byte[]? Field(Image image, string name) => image.Contains(name) ? image.Get(name) as byte[] : null;
}
