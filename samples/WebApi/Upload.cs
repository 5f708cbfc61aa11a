using Microsoft.ML.Data;
using NetVips;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>Photographs of strangers: the kind of the file is checked before a decoder sees it, and its size before a pixel is decoded.</summary>
internal static class Upload
{
    internal const int MostBytes = 16 << 20, MostPixels = 12_000_000;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'], s_jpeg = [0xFF, 0xD8, 0xFF];

    /// <summary>What is read of a body. Past <see cref="MostBytes"/> it is thrown away: who is cut off while still sending never hears the answer.</summary>
    internal const long MostRead = 8L * MostBytes;

    /// <summary>The file that is the body of the request.</summary>
    internal static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        try
        {
            using var file = new MemoryStream();
            var buffer = new byte[1 << 16];
            long length = 0;
            for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0; length += read)
                if (length + read <= MostBytes) file.Write(buffer, 0, read);
            return length <= MostBytes ? file.ToArray() : throw TooLarge();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }

        static UploadException TooLarge() => new(StatusCodes.Status413PayloadTooLarge, $"The file has more than {MostBytes >> 20} MiB.");
    }

    /// <summary>The photograph upright in sRGB; what is transparent becomes white.</summary>
    internal static MLImage Decode(byte[] file)
    {
        if (file.Length == 0) throw new UploadException(StatusCodes.Status400BadRequest, "The request has no body: send the file itself.");
        if (!file.AsSpan().StartsWith(s_png) && !file.AsSpan().StartsWith(s_jpeg))
            throw new UploadException(StatusCodes.Status415UnsupportedMediaType, "The file is neither PNG nor JPEG.");
        try
        {
            using var stored = Image.NewFromBuffer(file, failOn: Enums.FailOn.Truncated);
            if ((long)stored.Width * stored.Height > MostPixels)
                throw new UploadException(StatusCodes.Status413PayloadTooLarge,
                    $"The photograph has {stored.Width}x{stored.Height} pixels, more than {MostPixels / 1_000_000} million.");
            using var upright = stored.Autorot();
            using var srgb = upright.Contains("icc-profile-data")
                ? upright.IccTransform("srgb", embedded: true)
                : upright.Colourspace(Enums.Interpretation.Srgb);
            using var opaque = srgb.HasAlpha() ? srgb.Flatten(background: [byte.MaxValue]) : srgb.Copy();
            using var bytes = opaque.Cast(Enums.BandFormat.Uchar);
            using var rgba = bytes.Bandjoin(byte.MaxValue);
            return MLImage.CreateFromPixels(rgba.Width, rgba.Height, MLPixelFormat.Rgba32, rgba.WriteToMemory<byte>());
        }
        catch (VipsException)
        {
            throw new UploadException(StatusCodes.Status400BadRequest, "The file is damaged: it cannot be decoded.");
        }
    }
}
