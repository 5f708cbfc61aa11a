using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ign.MLNet.Training;

/// <summary>
/// The TorchSharp interpretation of a <see cref="NetworkSpec"/>. All parameters are views of one buffer and all gradients of another, so
/// that optimiser, moving average and checkpoint are one tensor each. A forward pass is a function of the image and the parameters, which
/// makes a frozen copy of f free: the same values, read without a gradient.
/// </summary>
public sealed class TorchNetwork : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = [];
    private readonly Dictionary<string, Tensor> _frozen = [];

    /// <summary>Creates the network with all parameters zero.</summary>
    /// <param name="spec">Layers.</param>
    /// <param name="device">Where the parameters live; CPU when null.</param>
    /// <param name="type">Float32, or Float64 for checking gradients.</param>
    public TorchNetwork(NetworkSpec spec, Device? device = null, ScalarType type = ScalarType.Float32)
    {
        TorchRuntime.Initialize();
        Spec = spec.Validated();
        using var scope = NewDisposeScope();
        Values = zeros(spec.ParameterCount, type, device).MoveToOuterDisposeScope();
        Gradients = zeros(spec.ParameterCount, type, device).MoveToOuterDisposeScope();
        long offset = 0;
        foreach (var shape in spec.ParameterShapes)
        {
            long[] sizes = [.. shape.Shape.Select(d => (long)d)];
            var frozen = Values.narrow(0, offset, shape.Count).view(sizes).detach();
            var parameter = Values.narrow(0, offset, shape.Count).view(sizes).detach().requires_grad_(true);
            parameter.grad = Gradients.narrow(0, offset, shape.Count).view(sizes);
            _frozen[shape.Name] = frozen.DetachFromDisposeScope();
            _parameters[shape.Name] = parameter.DetachFromDisposeScope();
            offset += shape.Count;
        }
        Values.DetachFromDisposeScope();
        Gradients.DetachFromDisposeScope();
    }

    /// <summary>What the network is made of.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>All parameters, one after the other in the order of <see cref="NetworkSpec.ParameterShapes"/>: <c>[ParameterCount]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>Their gradients, in the same order. Backward passes add to them; <see cref="ZeroGradients"/> clears them.</summary>
    public Tensor Gradients { get; }

    /// <summary>f(y), with gradients for y and for the parameters.</summary>
    /// <param name="y">Images <c>[N, C, H, W]</c>.</param>
    public Tensor Forward(Tensor y) => Apply(Spec.Layers, y, "", _parameters, TorchLayers.Label(Spec, y));

    /// <summary>f′(y): the same values, with gradients for y only. This is the paper's frozen copy f_θ′ without a copy.</summary>
    /// <param name="y">Images <c>[N, C, H, W]</c>.</param>
    public Tensor ForwardFrozen(Tensor y) => Apply(Spec.Layers, y, "", _frozen, TorchLayers.Label(Spec, y));

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients() => Gradients.zero_();

    /// <summary>The parameters as they are now.</summary>
    public WeightSet ToWeights() => ToWeights(Values);

    /// <summary>Values laid out as <see cref="Values"/> (for example their moving average), by parameter name.</summary>
    public WeightSet ToWeights(Tensor values)
    {
        using var scope = NewDisposeScope();
        var flat = values.detach().to(ScalarType.Float32).cpu().data<float>().ToArray();
        var tensors = new List<NamedTensor>();
        int offset = 0;
        foreach (var shape in Spec.ParameterShapes)
        {
            tensors.Add(new NamedTensor(shape.Name, shape.Shape, flat.AsSpan(offset, (int)shape.Count).ToArray()));
            offset += (int)shape.Count;
        }
        return new WeightSet(Spec, tensors);
    }

    /// <summary>Takes over the values of <paramref name="weights"/>.</summary>
    public void Load(WeightSet weights)
    {
        using var scope = NewDisposeScope();
        Values.copy_(tensor(weights.InOrder.SelectMany(t => t.Data).ToArray()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _parameters.Values.Concat(_frozen.Values)) tensor.Dispose();
        Values.Dispose();
        Gradients.Dispose();
    }

    private static Tensor Apply(IReadOnlyList<Layer> layers, Tensor v, string prefix, Dictionary<string, Tensor> p, Tensor? label)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            string path = prefix + i;
            v = layers[i] switch
            {
                Conv c => F.conv2d(v, p[path + ".weight"], c.Bias ? p[path + ".bias"] : null, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding]),
                ConvTranspose c => F.conv_transpose2d(v, p[path + ".weight"], c.Bias ? p[path + ".bias"] : null, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding]),
                GroupNorm n => F.group_norm(v, n.Groups, p[path + ".weight"], p[path + ".bias"], n.Epsilon),
                BatchNorm n => F.batch_norm(v, p[path + ".mean"].detach(), p[path + ".variance"].detach(), p[path + ".weight"], p[path + ".bias"], training: false, eps: n.Epsilon),
                Activation a => Activate(v, a),
                Residual r => v + Apply(r.Body, v, path + ".body.", p, label),
                var other => TorchLayers.Apply(other, v, path, p, label, (body, u, prefix) => Apply(body, u, prefix, p, label)),
            };
        }
        return v;
    }

    private static Tensor Activate(Tensor v, Activation activation) => activation.Kind switch
    {
        ActivationKind.Relu => F.relu(v),
        ActivationKind.LeakyRelu => F.leaky_relu(v, activation.Slope),
        ActivationKind.Tanh => v.tanh(),
        // Straight-through: where the clipped value is right the loss asks for nothing, and where it is wrong the way back stays open.
        ActivationKind.Clamp => v.requires_grad ? v + (v.clamp(-1, 1) - v).detach() : v.clamp(-1, 1),
        _ => throw new NotSupportedException($"No TorchSharp interpretation of activation {activation.Kind}."),
    };
}
