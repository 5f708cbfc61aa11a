using System.Text.Json.Serialization;

namespace Ign.MLNet.Networks;

/// <summary>
/// One layer of a <see cref="NetworkSpec"/>: a plain record without weights. Training interprets it into TorchSharp calls and
/// the ONNX writer into ONNX nodes.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "layer")]
[JsonDerivedType(typeof(Conv), "conv")]
[JsonDerivedType(typeof(ConvTranspose), "conv_transpose")]
[JsonDerivedType(typeof(GroupNorm), "group_norm")]
[JsonDerivedType(typeof(BatchNorm), "batch_norm")]
[JsonDerivedType(typeof(Activation), "activation")]
[JsonDerivedType(typeof(Residual), "residual")]
[JsonDerivedType(typeof(SpaceToDepth), "space_to_depth")]
[JsonDerivedType(typeof(DepthToSpace), "depth_to_space")]
[JsonDerivedType(typeof(Coupling), "coupling")]
[JsonDerivedType(typeof(ChannelScale), "channel_scale")]
[JsonDerivedType(typeof(ChannelMask), "channel_mask")]
[JsonDerivedType(typeof(Conjugate), "conjugate")]
[JsonDerivedType(typeof(Conditioned), "conditioned")]
[JsonDerivedType(typeof(Film), "film")]
[JsonDerivedType(typeof(DeadZone), "dead_zone")]
public abstract record Layer
{
    /// <summary>Shape that the layer makes of <paramref name="input"/>.</summary>
    /// <exception cref="SpecException">The layer does not accept that shape.</exception>
    public abstract TensorShape OutputShape(TensorShape input);

    /// <summary>Trainable tensors of the layer, in a fixed order.</summary>
    /// <param name="path">Name of the layer inside its network; parameter names start with it.</param>
    public virtual IEnumerable<ParameterShape> Parameters(string path) => Bodies.SelectMany(b => NetworkSpec.Parameters(b.Layers, $"{path}.{b.Name}."));

    /// <summary>Layers inside this one: whoever walks a network finds every layer through them.</summary>
    internal virtual IReadOnlyList<LayerList> Bodies => [];

    /// <summary>Whether every interpretation has the inverse of the layer too, so that it can be part of the map of a <see cref="Conjugate"/>.</summary>
    internal virtual bool IsInvertible => false;

    /// <summary>
    /// Inputs that one value of the output sees, by which the kernel of the layer is started at random; 0 for a layer whose kernel starts at 0, so that it
    /// starts as the identity.
    /// </summary>
    internal virtual double FanIn => 0;

    /// <summary>Where the layer spreads a pixel to in a network of any size.</summary>
    /// <param name="reach">Where the pixel is seen before it.</param>
    /// <param name="multiple">What the sides of images must be a multiple of; grows.</param>
    /// <exception cref="SpecException">The layer looks at the image as a whole.</exception>
    internal virtual AxisReach Reach(AxisReach reach, ref long multiple) =>
        throw new SpecException($"{GetType().Name} looks at the image as a whole; a network of any size cannot have it.");

    /// <summary>Where the inverse of an invertible layer does: what added something subtracts it.</summary>
    internal virtual AxisReach ReachBack(AxisReach reach, ref long multiple) => Reach(reach, ref multiple);

    /// <summary>The same layer with other layers inside.</summary>
    /// <param name="bodies">As many lists as <see cref="Bodies"/> has, in the same order.</param>
    internal virtual Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => this;
}
