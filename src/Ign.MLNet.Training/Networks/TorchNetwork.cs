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
        Values = zeros(spec.ParameterCount, type, device).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
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
    }

    /// <summary>What the network is made of.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>All parameters, one after the other in the order of <see cref="NetworkSpec.ParameterShapes"/>: <c>[ParameterCount]</c>.</summary>
    public Tensor Values { get; }

    /// <summary>Their gradients, in the same order. Backward passes add to them; <see cref="ZeroGradients"/> clears them.</summary>
    public Tensor Gradients { get; }

    /// <summary>Chance that a channel is left out behind an activation inside the network, in training passes only. The default value is 0.</summary>
    internal double Dropout { get; set; }

    /// <summary>What training passes compute in; parameters and gradients keep their own type. The default value is that of the parameters.</summary>
    internal ScalarType? ComputeType { get; set; }

    /// <summary>Running statistics of batch normalisation; null while those layers keep the statistics that they were loaded with.</summary>
    internal BatchStatistics? Statistics { get; private set; }

    /// <summary>Whether an image's result in a training pass depends on the other images of its batch.</summary>
    public bool MixesImages => Statistics is not null && HasBatchNorm(Spec);

    /// <summary>From now on training passes normalise by the statistics of their batch.</summary>
    public void TrainBatchNorm(BatchNormOptions options)
    {
        Statistics?.Dispose();
        Statistics = new BatchStatistics(Spec, options, Values.device, Values.dtype);
    }

    /// <summary>f(y) of the finished network, with gradients for y and for the parameters.</summary>
    /// <param name="y">Images <c>[N, C, H, W]</c>.</param>
    public Tensor Forward(Tensor y) => Apply(Spec.Layers, y, "", new Pass(_parameters, TorchLayers.Label(Spec, y)));

    /// <summary>f(y) in training: with dropout, and batch normalisation by the statistics of the batch, whose running averages move.</summary>
    /// <param name="y">Images <c>[N, C, H, W]</c>.</param>
    /// <param name="role">What they are.</param>
    public Tensor Forward(Tensor y, InputRole role) => Train(y, new Pass(_parameters, TorchLayers.Label(Spec, y), role, Update: true));

    /// <summary>f′(y): the same values, with gradients for y only. This is the paper's frozen copy f_θ′ without a copy.</summary>
    /// <param name="y">Images <c>[N, C, H, W]</c>.</param>
    /// <param name="role">What they are.</param>
    public Tensor ForwardFrozen(Tensor y, InputRole role = InputRole.Generated) => Train(y, new Pass(_frozen, TorchLayers.Label(Spec, y), role, Update: false));

    /// <summary>f of real and of source images: in one pass, unless they would share the statistics of a batch.</summary>
    /// <returns>Both results, and the tensors that a backward pass may start from: one that holds them one behind the other, or the two.</returns>
    internal (Tensor Real, Tensor Source, Tensor[] Outputs) ForwardBoth(Tensor real, Tensor source)
    {
        if (MixesImages)
        {
            Tensor first = Forward(real, InputRole.Real), second = Forward(source, InputRole.Source);
            return (first, second, [first, second]);
        }
        var both = Forward(cat([real, source]), InputRole.Real);
        return (both.narrow(0, 0, real.shape[0]), both.narrow(0, real.shape[0], source.shape[0]), [both]);
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ZeroGradients() => Gradients.zero_();

    /// <summary>Shortens the gradient to a length, where it is longer.</summary>
    /// <returns>Whether it was finite; otherwise it stays as it is.</returns>
    internal bool LimitGradient(double length)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        double found = Gradients.norm().ToDouble();
        if (found > length && double.IsFinite(found)) Gradients.ScaleBy(length / found);
        return double.IsFinite(found);
    }

    /// <summary>Whether no parameter is NaN or infinite.</summary>
    internal bool IsFinite()
    {
        using var scope = NewDisposeScope();
        return Values.isfinite().all().ToBoolean();
    }

    /// <summary>The parameters as they are now.</summary>
    public WeightSet ToWeights()
    {
        using var scope = NewDisposeScope();
        var flat = Values.detach().to(ScalarType.Float32).cpu().data<float>().ToArray();
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
        Statistics?.Dispose();
        Values.Dispose();
        Gradients.Dispose();
    }

    private Tensor Train(Tensor y, Pass pass)
    {
        if (ComputeType is not { } type || type == y.dtype) return Apply(Spec.Layers, y, "", pass);
        var narrow = pass.Parameters.ToDictionary(p => p.Key, p => p.Value.to(type)); // gradients come back in the parameters' own type
        return Apply(Spec.Layers, MemoryLayout.ChannelsLast(y.to(type)), "", pass with { Parameters = narrow, Label = pass.Label?.to(type) }).to(y.dtype);
    }

    private Tensor Apply(IReadOnlyList<Layer> layers, Tensor v, string prefix, Pass pass)
    {
        var p = pass.Parameters;
        for (int i = 0; i < layers.Count; i++)
        {
            string path = prefix + i;
            v = layers[i] switch
            {
                Conv c => Convolution.Apply(c, v, p[path + ".weight"], c.Bias ? p[path + ".bias"] : null),
                ConvTranspose c => Convolution.Apply(c, v, p[path + ".weight"], c.Bias ? p[path + ".bias"] : null),
                GroupNorm n => F.group_norm(v, n.Groups, p[path + ".weight"], p[path + ".bias"], n.Epsilon),
                BatchNorm n => Normalize(v, n, path, pass),
                Activation a => DropOut(Activate(v, a), a, pass),
                Residual r => v.Plus(Apply(r.Body, v, path + ".body.", pass)),
                var other => TorchLayers.Apply(other, v, path, p, pass.Label, (body, u, inside) => Apply(body, u, inside, pass)),
            };
        }
        return v;
    }

    private Tensor Normalize(Tensor v, BatchNorm n, string path, Pass pass)
    {
        var p = pass.Parameters;
        Tensor weight = p[path + ".weight"], bias = p[path + ".bias"];
        if (pass.Role is not { } role || Statistics is null)
            return F.batch_norm(v, p[path + ".mean"].detach(), p[path + ".variance"].detach(), weight, bias, training: false, eps: n.Epsilon);
        // The paper's frozen copy has running averages of its own, which nobody reads.
        var (mean, variance) = pass.Update ? Statistics.Of(path, role) : (null, null);
        var (type, own) = (v.dtype, Values.dtype); // statistics of few bits would be of no use
        var result = F.batch_norm(v.to(own), mean, variance, weight.to(own), bias.to(own), training: true, momentum: Statistics.Momentum, eps: n.Epsilon);
        return result.to(type);
    }

    // The activation that ends a network bounds its values and is never a rectifier.
    private Tensor DropOut(Tensor v, Activation activation, Pass pass) =>
        Dropout > 0 && pass.Role is not null && activation.Kind is (ActivationKind.Relu or ActivationKind.LeakyRelu) ? F.dropout2d(v, Dropout) : v;

    private static bool HasBatchNorm(NetworkSpec spec) => spec.ParameterShapes.Any(p => BatchStatistics.IsStatistic(p.Name));

    /// <summary>How f is applied: with which parameters, and in training (a role is given) whether running averages move.</summary>
    private readonly record struct Pass(Dictionary<string, Tensor> Parameters, Tensor? Label, InputRole? Role = null, bool Update = false);

    private static Tensor Activate(Tensor v, Activation activation) => activation.Kind switch
    {
        ActivationKind.Relu => F.relu(v),
        ActivationKind.LeakyRelu => v.LeakyRelu(activation.Slope),
        ActivationKind.Tanh => v.tanh(),
        // Straight-through: where the clipped value is right the loss asks for nothing, and where it is wrong the way back stays open.
        ActivationKind.Clamp => v.requires_grad ? v.Plus((v.Between(-1, 1) - v).detach()) : v.Between(-1, 1),
        _ => throw new NotSupportedException($"No TorchSharp interpretation of activation {activation.Kind}."),
    };
}
