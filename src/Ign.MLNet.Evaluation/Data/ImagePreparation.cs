using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Brings images to the size and the channels that a network takes. What it does is part of any figure that comes from it.</summary>
internal sealed class ImagePreparation
{
    private readonly TensorShape _from;
    private readonly TensorShape _resized;
    private readonly TensorShape _to;

    /// <param name="from">Shape of the images.</param>
    /// <param name="network">Shape that the network takes; a side of 0 is free.</param>
    /// <exception cref="ArgumentException">Colour images for a network of one channel.</exception>
    internal ImagePreparation(TensorShape from, TensorShape network)
    {
        if (from.Channels < 1 || from.Height < 1 || from.Width < 1)
            throw new ArgumentException($"Expected images with sides of at least 1, got {from}.", nameof(from));
        if (from.Channels != network.Channels && (from.Channels, network.Channels) != (1, 3))
            throw new ArgumentException($"The network takes images with {network.Channels} channels, got {from}.", nameof(from));
        _from = from;
        _resized = new TensorShape(from.Channels, network.Height == 0 ? from.Height : network.Height, network.Width == 0 ? from.Width : network.Width);
        _to = _resized with { Channels = network.Channels };
    }

    /// <summary>Shape of what the network gets.</summary>
    internal TensorShape Shape => _to;

    /// <summary>What is done, for people.</summary>
    internal string Text
    {
        get
        {
            var parts = new List<string>();
            if (_from != _resized)
            {
                bool cut = (long)_from.Height * _resized.Width != (long)_from.Width * _resized.Height;
                parts.Add($"{(cut ? "centre cut out and " : "")}resized from {_from.Height}x{_from.Width} to {_resized.Height}x{_resized.Width} (bilinear)");
            }
            if (_resized != _to) parts.Add($"grey repeated to {_to.Channels} channels");
            return parts.Count == 0 ? "none" : string.Join(", ", parts);
        }
    }

    /// <summary>Prepares one image.</summary>
    /// <param name="image">Values in [-1,1], CHW.</param>
    /// <param name="prepared">Receives as many values as <see cref="Shape"/> has.</param>
    internal void Apply(ReadOnlySpan<float> image, Span<float> prepared)
    {
        ReadOnlySpan<float> resized = _from == _resized ? image : Resampler.CropAndResize(image.ToArray(), _from, _resized);
        for (int first = 0; first < prepared.Length; first += resized.Length) resized.CopyTo(prepared[first..]);
    }
}
