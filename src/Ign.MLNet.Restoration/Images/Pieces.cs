using Ign.MLNet.Networks;
namespace Ign.MLNet.Restoration;
internal static class Pieces
{
    internal static int DefaultOverlap(TensorShape shape) => Math.Min(shape.Height, shape.Width) / 4;
    internal static void CheckSize(int width, int height, TensorShape shape)
    {
        if (width != shape.Width || height != shape.Height) throw new ImageFileException($"has {width}x{height} pixels, but the model takes {shape.Width}x{shape.Height} (fit mode Tile or Resize would take it).");
    }
    internal static IPieces Of(ModelImage image, TensorShape shape, FitMode fit, int overlap)
    {
        _ = overlap;
        if (fit == FitMode.Exact && (image.Width != shape.Width || image.Height != shape.Height)) throw new ImageFileException($"has {image.Width}x{image.Height} pixels, but the model takes {shape.Width}x{shape.Height} (fit mode Resize would resize it).");
        return new One(image, shape);
    }
    private sealed class One(ModelImage image, TensorShape shape) : IPieces
    {
        public int Count => 1;
        public void Read(int index, Span<float> target)
        {
            for (int c = 0; c < shape.Channels; c++)
            for (int y = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++) target[((c * shape.Height) + y) * shape.Width + x] = image.Values[((y * image.Height / shape.Height) * image.Width + (x * image.Width / shape.Width)) * shape.Channels + c];
        }
        private readonly float[] _v = new float[shape.Size];
        public void Write(int index, ReadOnlySpan<float> values) => values.CopyTo(_v);
        public ModelImage Result()
        {
            var r = new float[image.Values.Length];
            for (int c = 0; c < shape.Channels; c++)
            for (int y = 0; y < image.Height; y++)
            for (int x = 0; x < image.Width; x++) r[(y * image.Width + x) * shape.Channels + c] = _v[((c * shape.Height) + (y * shape.Height / image.Height)) * shape.Width + (x * shape.Width / image.Width)];
            return image with { Values = r };
        }
    }
}
