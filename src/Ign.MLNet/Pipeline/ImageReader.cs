using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Reads pictures; the source keeps owning them.</summary>
internal sealed class ImageReader : InputReader
{
    private readonly ValueGetter<MLImage> _getter;
    private readonly string _column;
    private readonly IgnModel _model;
    private readonly ImagePixels _pixels;
    private readonly ImageResizer? _resizer;
    private MLImage _image = null!;

    internal ImageReader(ValueGetter<MLImage> getter, string column, IgnProjectionTransformer stage)
    {
        _getter = getter;
        _column = column;
        _model = stage.Model;
        _pixels = new ImagePixels(_model.Card);
        if (stage.Options.Resizing is { } kind) _resizer = new ImageResizer(_model.Shape, kind);
    }

    internal override void Read(Span<float> image)
    {
        _getter(ref _image);
        if (_image is null) throw new InvalidOperationException($"Column '{_column}' holds no image in this row.");
        var shape = _model.Shape;
        if (_image.Width == shape.Width && _image.Height == shape.Height) _pixels.Read(_image.Pixels, _image.PixelFormat, image);
        else if (_resizer?.Resize(_image) is { } resized) _pixels.Read(resized.Pixels, resized.Format, image);
        else throw new InvalidOperationException(ProjectionSchema.WrongSize(_column, shape, _image.Width, _image.Height));
    }

    public override void Dispose() => _resizer?.Dispose();
}
