using Ign.MLNet.Imaging;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>How each image is cut, and what memory that takes.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="fit">How images of other sizes are treated, where the model takes one size.</param>
/// <param name="overlap">Overlap of tiles in pixels, where the model takes one size.</param>
/// <param name="memory">Bytes that all images in work may hold together.</param>
internal sealed class PiecePlan(RestorationOptions options, FitMode fit, int overlap, long memory)
{
    private readonly IgnModel _model = options.Model;

    /// <summary>Refuses an image for its size, before it is decoded.</summary>
    /// <exception cref="ImageFileException">The model cannot take it, or nobody asked for what would be done with it.</exception>
    internal void Check(int width, int height)
    {
        if (_model.AnySize) return;
        if (fit == FitMode.Exact) Pieces.CheckSize(width, height, _model.Shape);
        ShrinkGuard.Check(width, height, options);
    }

    /// <summary>Bytes that an image takes at most from decoding to encoding.</summary>
    internal long Memory(RestorableImage image)
    {
        long stored = image.MemoryFor(_model.Card);
        return _model.AnySize ? stored + Working(Tiles(image.Width, image.Height, stored)) : stored;
    }

    /// <summary>The image in pieces.</summary>
    /// <param name="image">The image.</param>
    /// <param name="values">What it was decoded to.</param>
    internal IPieces Of(RestorableImage image, ModelImage values) => _model.AnySize
        ? Pieces.Of(values, Tiles(image.Width, image.Height, image.MemoryFor(_model.Card)))
        : Pieces.Of(values, _model.Shape, fit, overlap);

    /// <summary>
    /// Tiles for a model of any size: few images at once in large tiles, or many in small ones, whose halos cost more. What is done soonest is taken; the more
    /// images at once where it makes no difference.
    /// </summary>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="stored">Bytes that the image takes without the network.</param>
    internal HaloTiles Tiles(int width, int height, long stored)
    {
        HaloTiles? best = null;
        double time = double.PositiveInfinity;
        for (int atOnce = Threads.Inferring(options); atOnce > 0; atOnce /= 2)
        {
            long free = WorkMemory.OfOne(options, memory, atOnce, stored) - stored;
            var tiles = HaloTiles.Of(width, height, _model.SideMultiple, checked(_model.Halo * options.Applications), t => Working(t) <= free);
            if (Working(tiles) > free && atOnce > 1) continue; // so many do not fit at once
            if (tiles.Cost / atOnce >= time) continue;
            (best, time) = (tiles, tiles.Cost / atOnce);
        }
        return best!;
    }

    /// <summary>
    /// Bytes that an image takes while it is projected: for each pixel of a piece what the network takes, and its input and output as the stage holds them,
    /// with a further one for the residual of a whole image; and results that wait.
    /// </summary>
    private long Working(HaloTiles tiles)
    {
        long values = sizeof(float) * _model.Shape.Channels;
        return tiles.Count == 1
            ? tiles.Largest * (_model.BytesPerPixel + (3 * values))
            : (tiles.Largest * (_model.BytesPerPixel + (2 * values))) + (tiles.Band * values);
    }
}
