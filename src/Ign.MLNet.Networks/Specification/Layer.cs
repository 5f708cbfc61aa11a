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

    /// <summary>The same layer with other layers inside.</summary>
    /// <param name="bodies">As many lists as <see cref="Bodies"/> has, in the same order.</param>
    internal virtual Layer WithBodies(IReadOnlyList<IReadOnlyList<Layer>> bodies) => this;
}
