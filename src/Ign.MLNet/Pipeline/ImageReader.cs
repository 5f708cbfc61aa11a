using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Reads pictures; the source keeps owning them.</summary>
internal sealed class ImageReader : InputReader
{
    private readonly ValueGetter<MLImage> _getter;
    private readonly IgnModel _model;
    private readonly ImagePixels _pixels;
    private readonly ImageResizer? _resizer;
    private MLImage _image = null!;

    internal ImageReader(ValueGetter<MLImage> getter, IgnProjectionTransformer stage)
    {
        _getter = getter;
        _model = stage.Model;
        _pixels = new ImagePixels(_model.Card);
        if (stage.Options.Resizing is { } kind) _resizer = new ImageResizer(_model.Shape, kind);
    }

    internal override bool Read(Span<float> image)
    {
        _getter(ref _image);
        if (_image is null) return false;
        var shape = _model.Shape;
        if (_image.Width == shape.Width && _image.Height == shape.Height) _pixels.Read(_image.Pixels, _image.PixelFormat, image);
        else if (_resizer?.Resize(_image) is { } resized) _pixels.Read(resized.Pixels, resized.Format, image);
        else throw new InvalidOperationException(ProjectionSchema.WrongSize(shape, _image.Width, _image.Height));
        return true;
    }

    public override void Dispose() => _resizer?.Dispose();
}
