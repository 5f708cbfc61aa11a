using Ign.MLNet.Networks;
using Microsoft.ML.Data;
using SkiaSharp;
using ResizingKind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace Ign.MLNet;

/// <summary>
/// Brings images to the network's size with the results of ML.NET's <c>ResizeImages</c>, which stands in for it in a saved model. Unlike that,
/// it leaves the source alone: ML.NET's disposes images that belong to the user.
/// </summary>
internal sealed class ImageResizer(TensorShape shape, ResizingKind kind) : IDisposable
{
    private readonly SKBitmap _canvas = new(new SKImageInfo(shape.Width, shape.Height, SKColorType.Bgra8888, SKAlphaType.Opaque));
    private readonly byte[] _pixels = new byte[shape.Height * shape.Width * ImagePixels.BytesPerPixel];

    /// <summary>The pixels of the resized image, until the next call, and their format.</summary>
    internal unsafe (byte[] Pixels, MLPixelFormat Format) Resize(MLImage image)
    {
        var type = image.PixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
        var info = new SKImageInfo(image.Width, image.Height, type, SKAlphaType.Premul);
        fixed (byte* pixels = image.Pixels)
        {
            using var source = new SKBitmap();
            if (!source.InstallPixels(info, (nint)pixels, info.RowBytes)) throw new InvalidOperationException("The pixels of the image cannot be read.");
            return kind == ResizingKind.Fill ? (Fill(source), image.PixelFormat) : (Draw(source), MLPixelFormat.Bgra32);
        }
    }

    public void Dispose() => _canvas.Dispose();

    private byte[] Fill(SKBitmap source)
    {
        using var resized = source.Resize(new SKSizeI(shape.Width, shape.Height), SKFilterQuality.None)
            ?? throw new InvalidOperationException("The image cannot be resized.");
        resized.GetPixelSpan().CopyTo(_pixels);
        return _pixels;
    }

    private byte[] Draw(SKBitmap source)
    {
        using var canvas = new SKCanvas(_canvas);
        using var paint = new SKPaint { FilterQuality = SKFilterQuality.High };
        canvas.Clear(SKColors.Black);
        canvas.DrawBitmap(source, new SKRect(0, 0, source.Width, source.Height), Place(source.Width, source.Height), paint);
        _canvas.GetPixelSpan().CopyTo(_pixels);
        return _pixels;
    }

    /// <summary>Where the whole source image lands: inside the target (pad) or around it (crop), in the middle, its sides truncated to whole pixels.</summary>
    private SKRect Place(int width, int height)
    {
        float horizontal = (float)shape.Width / width, vertical = (float)shape.Height / height;
        bool fitHeight = kind == ResizingKind.IsoPad ? vertical < horizontal : vertical >= horizontal;
        float scale = fitHeight ? vertical : horizontal;
        int newWidth = (int)(width * scale), newHeight = (int)(height * scale);
        float left = fitHeight ? (int)((shape.Width - width * scale) / 2) : 0;
        float top = fitHeight ? 0 : (int)((shape.Height - height * scale) / 2);
        return new SKRect(left, top, left + newWidth, top + newHeight);
    }
}
