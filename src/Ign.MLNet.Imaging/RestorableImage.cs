using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Imaging;

/// <summary>One image file: its header when opened, its pixels when decoded, and the file that they become again.</summary>
/// <remarks>
/// <para>
/// Memory in bytes, for n pixels of b bands of s bytes and a model of c channels: the file and n·b·s from <see cref="Decode"/> on, to which it adds the
/// n·4·c of its result; <see cref="Encode"/> adds n·b·s and the file that it writes. Decoding an image that lies on its side, and writing 16 bits as 8,
/// takes another n·b·s for as long as it lasts; libvips holds one more where the decoder gives all rows at once (WebP, interlaced PNG, progressive JPEG).
/// Colour conversions add 40 bytes for each pixel of a strip of about a million.
/// </para>
/// <para>
/// Colours: a model sees sRGB, or grey. Images in other colours are converted for it, whether a profile says so, the chunks of a PNG, the tags of a TIFF or
/// EXIF; CMYK by libvips's own profile where it has none. A profile that is damaged, not made for the image's bands or above 4 MB is not used; a result of the
/// same format has it all the same. A profile in use lies in a temporary file until the image is disposed.
/// </para>
/// </remarks>
internal sealed class RestorableImage : IDisposable
{
    private readonly ImageLimits _limits;
    private readonly StorageTraits _traits;
    private readonly ImageMetadata _metadata;
    private readonly SampleLayout _layout;
    private readonly TiffFile? _tiff; // null for all other formats
    private readonly byte[]? _profile; // what the samples are, said by a profile in the file or made of what else it says
    private byte[]? _file;
    private Image? _image; // null for BMP
    private bool _begun;
    private string? _damage, _bits; // what there is to note
    private Samples? _samples;
    private float[]? _values; // for the model
    private ColourConversion? _conversion;

    private RestorableImage(byte[] file, ImageFormat format, Image? image, TiffFile? tiff, ImageLimits limits)
    {
        (_file, _image, _tiff, _limits, Format) = (file, image, tiff, limits, format);
        if (image is null)
        {
            var header = BmpHeader.Read(file);
            (Width, Height, _layout) = (header.Width, header.Height, new SampleLayout(header.IsGrey ? 1 : 3, header.HasAlpha, Wide: false));
            (_traits, _metadata) = (new StorageTraits(format), new ImageMetadata(file, format, null, null));
        }
        else
        {
            (Width, Height, _layout) = (image.Width, image.Height, tiff is null ? SampleLayout.Of(image) : tiff.LayoutOf(image));
            if (image.Contains("orientation") && image.Get("orientation") is int and >= 2 and <= 8 and var orientation) Orientation = orientation;
            else if (format == ImageFormat.Png && PngMetadata.RawOrientation(file) is >= 2 and var raw) Orientation = raw;
            if (Orientation >= 5) (Width, Height) = (Height, Width);
            (_traits, _metadata) = (StorageTraits.Of(file, format, image, tiff), new ImageMetadata(file, format, image, Orientation));
            _profile = ImageColour.Profile(file, format, image, _layout);
            _damage = Cut(file, format);
        }
        ImageLoader.Check(Width, Height, _layout.BytesPerPixel, limits);
    }

    /// <summary>Columns in pixels, after the orientation tag is applied.</summary>
    internal int Width { get; }

    /// <summary>Rows in pixels, after the orientation tag is applied.</summary>
    internal int Height { get; }

    /// <summary>Number of pixels; what decoding costs.</summary>
    internal long PixelCount => (long)Width * Height;

    /// <summary>Bytes that it takes at most from <see cref="Decode"/> to the end of <see cref="Encode"/>, but for the files themselves.</summary>
    internal long MemoryFor(IgnModelCard card)
    {
        // A decoder that gives all rows at once holds a copy, and so does an image that is turned.
        int copies = Orientation is not null || Format == ImageFormat.WebP || _traits.Interlaced ? 3 : 2;
        long conversion = _profile is null ? 0 : ConvertedColour.StripMemory;
        return PixelCount * ((copies * _layout.BytesPerPixel) + (sizeof(float) * card.Shape.Channels)) + conversion;
    }

    /// <summary>The orientation tag that is applied, 2 to 8; null for an upright image.</summary>
    internal int? Orientation { get; }

    /// <summary>What a reader of the report should know of the result, after <see cref="Encode"/>; null for nothing.</summary>
    internal string? Note => _damage is null || _bits is null ? _damage ?? _bits : $"{_damage}; {_bits}";

    /// <summary>What the file is, by its content.</summary>
    internal ImageFormat Format { get; }

    /// <summary>What the last file of <see cref="Encode"/> does not carry of the metadata, in words.</summary>
    internal IReadOnlyList<string> NotCarried { get; private set; } = [];

    /// <summary>Reads the header.</summary>
    /// <exception cref="ImageFileException">The file is empty, no image, damaged, beyond a limit or of a kind that would lose content.</exception>
    internal static RestorableImage Open(byte[] file, ImageLimits limits)
    {
        Vips.Ensure();
        if (file.Length == 0) throw new ImageFileException("is empty.");
        if (file.Length > limits.MaxFileBytes) throw ImageLimits.TooManyBytes(file.Length, limits.MaxFileBytes);
        var format = ImageFormats.Detect(file);
        return Vips.Run(Undecodable(format), format, () =>
        {
            Image? image = null;
            try
            {
                var tiff = format == ImageFormat.Tiff ? TiffFile.Of(file) : null;
                image = format == ImageFormat.Bmp ? null : Header(file, format, tiff, limits);
                return new RestorableImage(file, format, image, tiff, limits);
            }
            catch
            {
                image?.Dispose();
                throw;
            }
        });
    }

    /// <summary>Decodes the pixels, once for this and for <see cref="Encode"/>, and lets go of the file.</summary>
    /// <param name="card">Channels (1 or 3) and value range of the model; the image may have any size.</param>
    /// <exception cref="ImageFileException">The file is damaged or took too long.</exception>
    internal ModelImage Decode(IgnModelCard card)
    {
        if (card.Shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected a model of 1 or 3 channels, got {card.Shape}.", nameof(card));
        return Vips.Run(Undecodable(Format), Format, () =>
        {
            var samples = Visible(Pixels());
            var values = _conversion is null ? PlainColour.ToModel(samples, card) : ConvertedColour.ToModel(samples, _conversion, card);
            _values ??= values;
            return new ModelImage(Width, Height, card.Shape.Channels, values);
        });
    }

    /// <summary>
    /// The file with its colours replaced: same size, alpha and metadata, upright, and with the same bits where the format has them. JPEG has no alpha:
    /// the image is laid on white. A format that cannot hold the image's colours with their profile gets sRGB.
    /// </summary>
    /// <param name="restored">The restored colours; null to keep those of the file.</param>
    /// <param name="card">Value range of the model.</param>
    /// <param name="format">Format of the result; null for that of the file.</param>
    /// <param name="quality">Quality of JPEG and of WebP with loss, 1 to 100; null for that of a JPEG, and 95 for all else.</param>
    /// <exception cref="ImageFileException">The file is damaged, or the format cannot hold the image.</exception>
    internal byte[] Encode(ModelImage? restored, IgnModelCard card, ImageFormat? format = null, int? quality = null)
    {
        if (restored is not null && (restored.Width != Width || restored.Height != Height))
            throw new ArgumentException($"Expected an image of {Width}x{Height}, got {restored.Width}x{restored.Height}.", nameof(restored));
        var stored = _samples ?? Vips.Run(Undecodable(Format), Format, Pixels);
        var samples = Visible(stored);
        var traits = format is null || format == Format ? _traits : new StorageTraits(format.Value);
        if (_tiff?.Fourth == FourthBand.Unspecified && traits.Format != ImageFormat.Tiff)
            throw new ImageFileException($"cannot be written as {traits.Format}: it has a last band that is not said to be alpha, which only TIFF holds.");
        return Vips.Run($"cannot be written as {traits.Format}", traits.Format, () =>
        {
            bool own = _conversion is null || ImageEncoder.Holds(traits.Format, _layout);
            var result = !own ? ConvertedColour.AsSrgb(samples, restored, _conversion!, card)
                : restored is null ? samples
                : _conversion is null ? PlainColour.Restored(samples, restored, card)
                : ConvertedColour.Restored(samples, restored, _conversion, card);
            if (traits.Fourth == FourthBand.Associated) result = AssociatedAlpha.Multiplied(stored, samples, result);
            // A file of the same format keeps all that says its colours; elsewhere a profile says what chunks, tags and EXIF said.
            bool embedded = own && (traits.Format == Format || _profile.AsSpan().SequenceEqual(_metadata.Profile));
            var made = own && !embedded && _conversion is not null ? _profile : null;
            if (traits.Bits < 8 && result.Layout is { ColourBands: 1, HasAlpha: false } && !FewBits.Hold(result, traits.Bits))
                _bits = $"stored with 8 bits a pixel instead of {traits.Bits}: its greys need them";
            byte[] file = ImageEncoder.Encode(result, _metadata, embedded, made, traits, quality, out var notCarried);
            NotCarried = notCarried;
            if (result.Data != stored.Data && result.Data != samples.Data) LargeArrays.Return(result.Data);
            return file;
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _image?.Dispose();
        _conversion?.Dispose();
        LargeArrays.Return(_samples?.Data);
        LargeArrays.Return(_values);
        (_image, _file, _samples, _values) = (null, null, null, null);
    }

    private static Image Header(byte[] file, ImageFormat format, TiffFile? tiff, ImageLimits limits)
    {
        var image = ImageLoader.Open(tiff?.WithColoursAsStored(file) ?? file, format, limits);
        return tiff is null ? image : tiff.Plain(image);
    }

    private Samples Pixels()
    {
        if (_samples is not null) return _samples;
        ObjectDisposedException.ThrowIf(_file is null, this);
        if (_image is null) _samples = new Samples(Width, Height, _layout, BmpFile.Decode(_file, BmpHeader.Read(_file)).Pixels);
        else
        {
            // Rows are given from top to bottom once: to begin again takes another image.
            if (_begun)
            {
                _image.Dispose();
                _image = Header(_file, Format, _tiff, _limits);
            }
            _begun = true;
            var samples = Upright(_image);
            _image.Dispose(); // that of JPEG tells at the end
            if (Format == ImageFormat.Png && Vips.Warning("CRC error") is { } sum) _damage ??= $"the file has a wrong checksum beside the pixels ({sum})";
            if (Format == ImageFormat.Jpeg && Vips.JpegDamage() is { } damage)
                _damage = $"damaged: the decoder has filled or left out what it could not read ({damage})";
            _conversion = ColourConversion.Of(_layout, _profile);
            _samples = samples;
        }
        _image?.Dispose();
        (_image, _file) = (null, null);
        return _samples;
    }

    /// <summary>The samples with their colours beside the alpha, as a model sees them.</summary>
    private Samples Visible(Samples stored) => _tiff?.Fourth == FourthBand.Associated ? AssociatedAlpha.Divided(stored) : stored;

    private Samples Upright(Image image)
    {
        bool byVips = _tiff is null or { ReadByVips: true };
        var data = byVips ? LargeArrays.Rent<byte>((int)(PixelCount * _layout.BytesPerPixel)) : TiffReader.Read(_file!, _tiff!, image.Width, image.Height);
        var stored = new Samples(image.Width, image.Height, _layout, data);
        if (byVips) PixelReader.Read(image, data, _limits);
        if (Orientation is not { } orientation) return stored;
        var upright = stored.Upright(orientation, _limits);
        LargeArrays.Return(stored.Data);
        return upright;
    }

    /// <summary>What is wrong with a file that costs no pixel.</summary>
    private static string? Cut(byte[] file, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg when !JpegFile.HasEnd(file) => "the file lacks its last marker, and no pixel",
        ImageFormat.Png when !PngFile.HasEnd(file) => "the file lacks its last part, and no pixel",
        _ => null,
    };

    private static string Undecodable(ImageFormat format) => $"cannot be decoded as {format}";
}
