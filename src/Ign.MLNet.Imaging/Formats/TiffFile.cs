using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>What the first image of a TIFF is by its tags, looked at before any decoder guesses.</summary>
/// <param name="Layout">Its samples once they are decoded; null where a palette decides.</param>
/// <param name="Decoder">Who reads its pixels rightly.</param>
/// <param name="Fourth">What the band after the colours means.</param>
/// <param name="Bits">Bits of a stored sample.</param>
/// <param name="WhiteIsZero">Whether grey is stored with white as 0.</param>
/// <param name="Compression">How results are compressed: as the file is where that is without loss, with deflate otherwise.</param>
internal sealed record TiffFile(
    SampleLayout? Layout, TiffDecoder Decoder, FourthBand Fourth, int Bits, bool WhiteIsZero, Enums.ForeignTiffCompression Compression)
{
    private const int BitsTag = 258, CompressionTag = 259, PhotometricTag = 262, SamplesTag = 277, PlanarTag = 284, TileWidthTag = 322, InkSetTag = 332;
    private const int ExtraTag = 338, FormatTag = 339, ChromaTag = 530;
    private const int OldJpeg = 6, Jpeg = 7, Separate = 2;

    // Photometric interpretations.
    private const int WhiteZero = 0, BlackZero = 1, Rgb = 2, Palette = 3, Inks = 5, YCbCr = 6;

    internal bool ReadByVips => Decoder is TiffDecoder.Vips or TiffDecoder.VipsWithAlpha;

    /// <summary>Reads the tags. Where they are too damaged to say anything, a plain image is assumed: the decoder then tells what is wrong.</summary>
    /// <exception cref="ImageFileException">The image is of a kind that is not converted rightly.</exception>
    internal static TiffFile Of(byte[] file)
    {
        var tags = TiffDirectory.Read(file);
        long samples = tags.Whole(SamplesTag) ?? 1, compression = tags.Whole(CompressionTag) ?? 1, photometric = tags.Whole(PhotometricTag) ?? -1;
        int bits = Bands(tags, BitsTag, 1, "bits"), format = Bands(tags, FormatTag, 1, "kinds of numbers");
        var store = Store((int)compression);
        if (photometric < 0) return new TiffFile(null, TiffDecoder.Vips, FourthBand.Alpha, 8, false, store);
        if (format is not (1 or 4))
            throw Unsupported(format switch { 2 => "has signed numbers", 3 => "has floating-point numbers", _ => "has complex numbers" });

        int colours = photometric switch
        {
            WhiteZero or BlackZero or Palette => 1,
            Rgb or YCbCr => 3,
            Inks when tags.Whole(InkSetTag) is null or 1 => 4,
            _ => throw Unsupported($"has {Name(photometric)} for colours"),
        };
        long more = samples - colours;
        if (more is < 0 or > 1 || (more == 1 && photometric is Palette or YCbCr)) throw Unsupported($"holds {samples} bands for {Name(photometric)}");
        bool few = photometric is WhiteZero or BlackZero or Palette && samples == 1;
        bool known = bits == 8 || (bits == 16 && photometric is not (Palette or YCbCr)) || (few && bits is 1 or 2 or 4);
        if (!known) throw Unsupported($"has samples of {bits} bits for {Name(photometric)}");

        var fourth = more == 0 ? FourthBand.Alpha : (FourthBand)(tags.Whole(ExtraTag) ?? 0);
        if (!Enum.IsDefined(fourth)) fourth = FourthBand.Unspecified;
        bool planes = samples > 1 && tags.Whole(PlanarTag) == Separate && tags.Whole(TileWidthTag) is not null;
        bool converted = compression == OldJpeg || (photometric == YCbCr && compression != Jpeg);
        // Where nothing is said, chroma has half the resolution.
        bool whole = compression == OldJpeg || (tags.Whole(ChromaTag) == 1 && tags.Whole(ChromaTag, 1) == 1);
        var decoder = converted ? (whole ? TiffDecoder.Colours : TiffDecoder.VipsWithAlpha) : planes ? TiffDecoder.Planes : TiffDecoder.Vips;
        if (decoder == TiffDecoder.Planes && photometric == WhiteZero) throw Unsupported("has separate tiles of grey with white as 0");
        if (converted && (more != 0 || bits != 8 || photometric is Inks or Palette))
            throw Unsupported($"holds {samples} bands of {bits} bits for {Name(photometric)} in compression {compression}");
        var layout = new SampleLayout(converted ? 3 : colours, more == 1, bits == 16);
        return new TiffFile(photometric == Palette ? null : layout, decoder, fourth, bits, photometric == WhiteZero, store);
    }

    /// <summary>The image without what libvips adds to it; takes over the one that is given.</summary>
    internal Image Plain(Image opened)
    {
        if (Decoder != TiffDecoder.VipsWithAlpha || opened.Bands != 4) return opened;
        using (opened) return opened.ExtractBand(0, n: 3);
    }

    /// <summary>The samples of the image, of which the decoder that reads them must not think otherwise.</summary>
    /// <exception cref="ImageFileException">Tags and decoder disagree.</exception>
    internal SampleLayout LayoutOf(Image image)
    {
        if (!ReadByVips) return Layout!.Value;
        var read = SampleLayout.Of(image);
        if (Layout is { } said && said != read) throw Unsupported($"is read as {read.Bands} bands where its tags say {said.Bands}");
        return read;
    }

    /// <summary>
    /// The file with its alpha declared to be beside the colours, so that no decoder divides by it; the file itself where it is not associated.
    /// </summary>
    internal byte[] WithColoursAsStored(byte[] file) => Fourth == FourthBand.Associated ? WithFourth((byte[])file.Clone(), FourthBand.Alpha) : file;

    /// <summary>Declares in a file what its last band means.</summary>
    internal static byte[] WithFourth(byte[] file, FourthBand fourth)
    {
        if (!TiffDirectory.Read(file).Put(ExtraTag, (ushort)fourth)) throw Unsupported("has an odd tag for its last band");
        return file;
    }

    private static Enums.ForeignTiffCompression Store(int compression) => compression switch
    {
        1 => Enums.ForeignTiffCompression.None,
        2 or 3 or 4 => Enums.ForeignTiffCompression.Ccittfax4, // of the three kinds of fax the one that is written
        5 => Enums.ForeignTiffCompression.Lzw,
        32773 => Enums.ForeignTiffCompression.Packbits,
        _ => Enums.ForeignTiffCompression.Deflate,
    };

    /// <summary>The value that all bands share.</summary>
    private static int Bands(TiffDirectory tags, int tag, int standard, string what)
    {
        long first = tags.Whole(tag) ?? standard;
        for (int i = 1; i < Math.Min(tags.Count(tag), 16); i++)
            if (tags.Whole(tag, i) != first) throw Unsupported($"has bands of different {what}");
        return (int)first;
    }

    private static string Name(long photometric) => photometric switch
    {
        WhiteZero or BlackZero => "grey",
        Rgb => "RGB",
        Palette => "a palette",
        4 => "a mask",
        Inks => "inks",
        YCbCr => "YCbCr",
        8 => "CIELAB",
        9 => "ICCLAB",
        10 => "ITULAB",
        32803 => "a colour filter array",
        34892 => "raw values of a camera",
        32844 or 32845 => "LogLuv",
        _ => $"photometric interpretation {photometric}",
    };

    private static ImageFileException Unsupported(string what) => new(
        $"is a TIFF that {what}; expected grey, RGB or CMYK with 8 or 16 bits and at most one more band, YCbCr of 8 bits, a palette, or grey of 1, 2 or 4 bits.");
}
