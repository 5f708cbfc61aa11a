using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>What a file says besides its pixels. It goes from container to container as it is; into another format goes what has a place there.</summary>
internal sealed class ImageMetadata
{
    private readonly ImageFormat _format;
    private readonly ContainerMetadata? _parts;

    /// <summary>Takes the metadata out of a file.</summary>
    internal ImageMetadata(byte[] file, ImageFormat format, Image? image, int? orientation)
    {
        _format = format;
        _parts = image is not null && !ImageFormats.IsWritten(format) ? new ReadOnlyMetadata(image) : ContainerMetadata.Read(file, format, orientation);
        Profile = image?.Contains(ColourConversion.Field) == true ? image.Get(ColourConversion.Field) as byte[] : null;
    }

    /// <summary>The embedded colour profile, null where there is none.</summary>
    internal byte[]? Profile { get; }

    /// <summary>Whether files of a format get their profile with the rest, byte for byte.</summary>
    internal bool CarriesProfileTo(ImageFormat format) => format == _format;

    /// <summary>A file with pixels alone, and with the metadata.</summary>
    /// <param name="bare">The file; for another format than that of the metadata, with its colour profile.</param>
    /// <param name="format">Its format.</param>
    /// <param name="notCarried">What is left out, or no longer true.</param>
    /// <exception cref="ImageFileException">A part is too large for the format.</exception>
    internal byte[] PutInto(byte[] bare, ImageFormat format, out IReadOnlyList<string> notCarried)
    {
        notCarried = [];
        if (_parts is null) return bare;
        if (format == _format)
        {
            byte[] same = _parts.PutInto(bare);
            notCarried = [.. _parts.NotCarried.Distinct()];
            return same;
        }
        var common = _parts.Common();
        var target = ContainerMetadata.From(common, format);
        notCarried = [.. _parts.NotCarried.Concat(target is null ? Everything(common) : target.NotCarried).Distinct()];
        return target is null ? bare : target.PutInto(bare);
    }

    private IEnumerable<string> Everything(CommonMetadata common) =>
    [
        .. common.Exif is null ? (IEnumerable<string>)[] : ["EXIF"],
        .. common.Xmp is null ? (IEnumerable<string>)[] : ["XMP"],
        .. common.Iptc is null ? (IEnumerable<string>)[] : ["IPTC"],
        .. common.Resolution is null ? (IEnumerable<string>)[] : ["the resolution"],
        .. Profile is null ? (IEnumerable<string>)[] : ["the colour profile"],
        .. common.Texts.Select(t => $"the text '{t.Key}'"),
        .. common.Others,
    ];
}
