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
public abstract record Layer
{
    /// <summary>Shape that the layer makes of <paramref name="input"/>.</summary>
    /// <exception cref="SpecException">The layer does not accept that shape.</exception>
    public abstract TensorShape OutputShape(TensorShape input);

    /// <summary>Trainable tensors of the layer, in a fixed order.</summary>
    /// <param name="path">Name of the layer inside its network; parameter names start with it.</param>
    public virtual IEnumerable<ParameterShape> Parameters(string path) => [];
}
