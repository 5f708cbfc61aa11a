using Microsoft.ML.Data;
using NetVips;

namespace Ign.MLNet.Samples.WebApi;

/// <summary>Photographs of strangers: the kind of the file is checked before a decoder sees it, and its size before a pixel is decoded.</summary>
internal static class Upload
{
    internal const int MostBytes = 16 << 20, MostPixels = 12_000_000;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'], s_jpeg = [0xFF, 0xD8, 0xFF];

    /// <summary>The file that is the body of the request.</summary>
    internal static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        try
        {
            using var file = new MemoryStream();
            await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted);
            return file.ToArray();
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new UploadException(e.StatusCode, $"The file has more than {MostBytes >> 20} MiB.");
        }
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
