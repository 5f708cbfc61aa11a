namespace Ign.MLNet.Imaging;

/// <summary>What more than one format has a place for, taken out of its container.</summary>
internal sealed record CommonMetadata
{
    /// <summary>EXIF as a small TIFF, from its byte order on; null for none.</summary>
    internal byte[]? Exif { get; init; }

    /// <summary>XMP; null for none.</summary>
    internal byte[]? Xmp { get; init; }

    /// <summary>Records of IPTC IIM; null for none.</summary>
    internal byte[]? Iptc { get; init; }

    /// <summary>Texts with their PNG keywords; the comment of a JPEG is called Comment.</summary>
    internal IReadOnlyList<(string Key, string Text)> Texts { get; init; } = [];

    /// <summary>Resolution; null where the file states none.</summary>
    internal Resolution? Resolution { get; init; }

    /// <summary>Names of what no other format has a place for.</summary>
    internal IReadOnlyList<string> Others { get; init; } = [];
}
