using Ign.MLNet.Networks;
using NetVips;

namespace Ign.MLNet.Restoration;

/// <summary>
/// One opened image file: upright, with its colour, alpha and metadata. Pixels are decoded when they are first needed, so that limits can
/// be checked on the header alone.
/// </summary>
internal sealed class RestorableImage : IDisposable
{

    private const int JpegQuality = 95, WebPQuality = 95;

    // Luma of ITU-R BT.601, the one of JPEG.
    private static readonly double[,] s_luma = { { 0.299, 0.587, 0.114 } };

    private readonly Image _image;
    private readonly ImageFormat _format;
    private readonly bool _lossless;

    private RestorableImage(Image image, ImageFormat format, bool lossless)
    {
        _image = image;
        _format = format;
        _lossless = lossless;
    }

    /// <summary>Columns in pixels, after the orientation tag is applied.</summary>
    internal int Width => _image.Width;

    /// <summary>Rows in pixels, after the orientation tag is applied.</summary>
    internal int Height => _image.Height;

    internal int? Orientation => _format == (ImageFormat)77 ? 2 : null;

    internal ImageFormat Format => _format;

    internal ModelImage Decode(IgnModelCard card)
    {
        try
        {
            using var colour = Colour();
            using var channels = ToChannels(colour, card.Shape.Channels);
            var samples = channels.WriteToMemory<float>();
            float scale = (card.Maximum - card.Minimum) / MaxValue;
            for (int i = 0; i < samples.Length; i++) samples[i] = Math.Clamp((samples[i] * scale) + card.Minimum, card.Minimum, card.Maximum);
            return new ModelImage(Width, Height, card.Shape.Channels, samples);
        }
        catch (VipsException e)
        {
            throw Undecodable(_format, e);
        }
    }

    internal byte[] Encode(ModelImage? restored, IgnModelCard card, ImageFormat? format = null, int? quality = null)
    {
        _ = format; _ = quality;
        restored ??= Decode(card);
        float scale = MaxValue / (card.Maximum - card.Minimum);
        var samples = restored.Values.Select(v => (v - card.Minimum) * scale).ToArray();
        try
        {
            using var channels = Image.NewFromMemoryCopy<float>(samples, Width, Height, restored.Channels, Enums.BandFormat.Float);
            using var colour = Colour();
            using var replaced = FromChannels(channels, colour);
            using var rounded = replaced.Rint();
            using var pixels = rounded.Cast(_image.Format); // saturates
            using var typed = pixels.Copy(interpretation: _image.Interpretation);
            using var pasted = colour.Insert(typed, 0, 0);
            if (!HasAlpha) return Save(pasted);
            using var alpha = _image.ExtractBand(ColourBands);
            using var whole = pasted.Bandjoin(alpha);
            return Save(whole);
        }
        catch (VipsException e)
        {
            throw new ImageFileException($"cannot be written as {_format}: {OneLine(e)}", e);
        }
    }

    /// <summary>Number of pixels; what decoding costs.</summary>
    internal long PixelCount => (long)Width * Height;

    private bool IsColour => _image.Bands >= 3;

    private int ColourBands => IsColour ? 3 : 1;

    private bool HasAlpha => _image.Bands > ColourBands;

    private float MaxValue => _image.Format == Enums.BandFormat.Ushort ? ushort.MaxValue : byte.MaxValue;

    internal static RestorableImage Open(byte[] file, ImageLimits limits)
    {
        Vips.Ensure();
        long maxPixels = limits.MaxPixels;
        if (file.Length == 0) throw new ImageFileException("is empty.");
        var format = ImageFormats.Detect(file);
        try
        {
            var image = Load(file, format, maxPixels);
            try
            {
                CheckHeader(image, maxPixels);
                var upright = image.Contains("orientation") ? Upright(image) : image;
                return new RestorableImage(upright, format, format == ImageFormat.WebP && ImageFormats.IsLosslessWebP(file));
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
        catch (VipsException e)
        {
            throw Undecodable(format, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private static Image Load(byte[] file, ImageFormat format, long maxPixels)
    {
        // Fail on damage instead of filling the missing part with grey.
        const Enums.FailOn Strict = Enums.FailOn.Error;
        switch (format)
        {
            case ImageFormat.Png: return Image.PngloadBuffer(file, failOn: Strict);
            case ImageFormat.Jpeg: return Image.JpegloadBuffer(file, failOn: Strict);
            case ImageFormat.WebP: return Image.WebploadBuffer(file, failOn: Strict);
            case ImageFormat.Tiff: return Image.TiffloadBuffer(file, failOn: Strict);
            default:
                var bmp = BmpFile.Decode(file, maxPixels);
                using (var raw = Image.NewFromMemoryCopy<byte>(bmp.Pixels, bmp.Width, bmp.Height, bmp.Bands, Enums.BandFormat.Uchar))
                    return raw.Copy(interpretation: bmp.Bands == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        }
    }

    private static void CheckHeader(Image image, long maxPixels)
    {
        if ((long)image.Width * image.Height > maxPixels) throw BmpFile.TooLarge(image.Width, image.Height, maxPixels);
        if (image.Contains("n-pages") && image.Get("n-pages") is int pages && pages > 1)
            throw new ImageFileException($"holds {pages} pages or frames; only single images are restored.");
        bool known = image.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort && image.Bands is >= 1 and <= 4
            && image.Interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Srgb or Enums.Interpretation.Rgb
                or Enums.Interpretation.Grey16 or Enums.Interpretation.Rgb16;
        if (!known)
            throw new ImageFileException($"holds {image.Bands} bands of {image.Format} in {image.Interpretation}; expected grey or RGB with 8 or 16 bits, with or without alpha.");
    }

    private static Image Upright(Image image)
    {
        var upright = image.Autorot();
        image.Dispose();
        return upright;
    }

    private Image Colour() => _image.ExtractBand(0, n: ColourBands);

    /// <summary>Float samples with as many channels as the model has: luma of a colour image, or a grey one repeated.</summary>
    private static Image ToChannels(Image colour, int channels)
    {
        if (colour.Bands == channels) return colour.Cast(Enums.BandFormat.Float);
        if (channels == 1) return Luma(colour);
        using var grey = colour.Cast(Enums.BandFormat.Float);
        return grey.Bandjoin(grey, grey);
    }

    /// <summary>The way back: a restored luma moves all three bands alike, which keeps the chroma; three bands of a grey image are averaged.</summary>
    private static Image FromChannels(Image channels, Image colour)
    {
        if (channels.Bands == colour.Bands) return channels.Copy();
        if (channels.Bands == 3) return channels.Bandmean();
        using var luma = Luma(colour);
        using var difference = channels - luma;
        return colour + difference;
    }

    private static Image Luma(Image colour)
    {
        using var matrix = Image.NewFromArray(s_luma);
        using var luma = colour.Recomb(matrix);
        return luma.Cast(Enums.BandFormat.Float);
    }

    private byte[] Save(Image image)
    {
        // libvips would invent EXIF tags for a file that has none.
        var keep = _image.Contains("exif-data") ? Enums.ForeignKeep.All : Enums.ForeignKeep.All & ~Enums.ForeignKeep.Exif;
        return _format switch
        {
            ImageFormat.Png => image.PngsaveBuffer(keep: keep),
            ImageFormat.Jpeg => image.JpegsaveBuffer(q: JpegQuality, keep: keep),
            ImageFormat.WebP => image.WebpsaveBuffer(q: WebPQuality, lossless: _lossless, exact: _lossless, keep: keep),
            ImageFormat.Tiff => image.TiffsaveBuffer(compression: Enums.ForeignTiffCompression.Deflate, predictor: Enums.ForeignTiffPredictor.Horizontal, keep: keep),
            _ => new BmpFile(image.Width, image.Height, image.Bands, image.WriteToMemory<byte>()).Encode(),
        };
    }

    private static ImageFileException Undecodable(ImageFormat format, VipsException e) => new($"cannot be decoded as {format}: {OneLine(e)}", e);

    private static string OneLine(VipsException e)
    {
        // libvips appends its own lines to the text of the binding; the first of them names the cause.
        var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.Length > 1 ? lines[1] : lines.FirstOrDefault() ?? "unknown cause";
        return string.Concat(line.Where(c => !char.IsControl(c)));
    }
}
