using Ign.MLNet.Networks;
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
    private readonly bool _anySize;
    private MLImage _image = null!;

    internal ImageReader(ValueGetter<MLImage> getter, IgnProjectionTransformer stage)
    {
        _getter = getter;
        _model = stage.Model;
        _pixels = new ImagePixels(_model.Card);
        _anySize = stage.Options.TakesAnySize(_model);
        if (stage.Options.Resizing is { } kind) _resizer = new ImageResizer(_model.Shape, kind);
    }

    internal override TensorShape? Take()
    {
        _getter(ref _image);
        if (_image is null) return null;
        var own = _model.Shape with { Height = _image.Height, Width = _image.Width };
        if (own == _model.Shape || _anySize) return own;
        return _resizer is null ? throw new InvalidOperationException(ProjectionSchema.WrongSize(_model.Shape, own.Width, own.Height)) : _model.Shape;
    }

    internal override void Write(Span<float> image)
    {
        var shape = _model.Shape with { Height = _image.Height, Width = _image.Width };
        if (_resizer is null || shape == _model.Shape) _pixels.Read(_image.Pixels, _image.PixelFormat, shape, image);
        else
        {
            var (pixels, format) = _resizer.Resize(_image);
            _pixels.Read(pixels, format, _model.Shape, image);
        }
    }

    public override void Dispose() => _resizer?.Dispose();
}
