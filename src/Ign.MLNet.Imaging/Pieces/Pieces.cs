using Ign.MLNet.Networks;

namespace Ign.MLNet.Imaging;

/// <summary>Cuts images of any size into what a model takes.</summary>
internal static class Pieces
{
    /// <summary>The overlap of tiles where none is asked for: a quarter of the model's shorter side, in pixels.</summary>
    internal static int DefaultOverlap(TensorShape shape) => Math.Min(shape.Width, shape.Height) / 4;

    /// <summary>The image in pieces. The result of the pieces takes the place of its values.</summary>
    /// <param name="image">The image, of any size, with the channels of the model.</param>
    /// <param name="shape">What the model takes.</param>
    /// <param name="fit">What to do with another size than the model's.</param>
    /// <param name="overlap">Pixels that neighbouring tiles share at least, 0 to half of the model's shorter side.</param>
    /// <exception cref="ImageFileException">The image has another size than the model, and <paramref name="fit"/> is <see cref="FitMode.Exact"/>.</exception>
    internal static IPieces Of(ModelImage image, TensorShape shape, FitMode fit, int overlap)
    {
        if (image.Channels != shape.Channels) throw new ArgumentException($"Expected {shape.Channels} channels, got {image.Channels}.", nameof(image));
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, Math.Min(shape.Width, shape.Height) / 2);
        if (image.Width == shape.Width && image.Height == shape.Height) return new WholePiece(image);
        if (fit == FitMode.Exact) CheckSize(image.Width, image.Height, shape);
        return fit == FitMode.Resize ? new ResizedPiece(image, shape) : new TiledPieces(image, shape, overlap);
    }

    /// <summary>The image for a model of any size: in those tiles, or whole where there is one.</summary>
    internal static IPieces Of(ModelImage image, HaloTiles tiles) => tiles.Count == 1 ? new WholePiece(image) : new HaloPieces(image, tiles);

    /// <summary>Refuses another size than the model's.</summary>
    internal static void CheckSize(int width, int height, TensorShape shape)
    {
        if (width == shape.Width && height == shape.Height) return;
        throw new ImageFileException(
            $"has {width}x{height} pixels, but the model takes {shape.Width}x{shape.Height}; images of other sizes need the fit 'tile' or 'resize' (--fit).");
    }
}
