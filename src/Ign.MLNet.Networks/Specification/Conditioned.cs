namespace Ign.MLNet.Networks;

/// <summary>
/// A network that is told a class: the label comes as channels behind those of the image, one channel of ones among channels of zeros, or only zeros for
/// no label. The body makes the image; the label channels come out as they went in, so f still maps images to images and can be applied again.
/// It must be the only layer of its network.
/// </summary>
/// <param name="ImageChannels">Channels of the image.</param>
/// <param name="Classes">Number of label channels behind them.</param>
/// <param name="Body">Layers that see image and label, [ImageChannels + Classes, H, W], and make the image, [ImageChannels, H, W].</param>
public sealed record Conditioned(int ImageChannels, int Classes, IReadOnlyList<Layer> Body) : Layer
{
    internal override IReadOnlyList<LayerList> Bodies => [new("body", Body)];

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape input)
    {
        if (ImageChannels < 1 || Classes < 1) throw new SpecException("Conditioned: expected at least one image channel and one class.");
        if ((long)ImageChannels + Classes != input.Channels)
            throw new SpecException($"Conditioned: expected {ImageChannels} image and {Classes} label channels, got shape {input}.");
        var image = input with { Channels = ImageChannels };
        var output = NetworkSpec.OutputShape(Body, input);
        return output == image ? input : throw new SpecException($"Conditioned: the body makes {output} of {input}; it must make the image, {image}.");
    }

    internal override Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => this with { Body = bodies[0] };
}
