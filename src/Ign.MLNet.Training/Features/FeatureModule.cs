using Ign.MLNet.Networks;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ign.MLNet.Training;

/// <summary>The TorchSharp interpretation of a <see cref="FeatureLayout"/>. All parameters are views of one buffer, as in <see cref="TorchNetwork"/>.</summary>
internal sealed class FeatureModule : IDisposable
{
    private readonly FeatureLayout _layout;
    private readonly Dictionary<string, Tensor> _parameters = [];

    /// <param name="layout">What it is made of.</param>
    /// <param name="seed">Seed of He's starting values; biases start at 0.</param>
    internal FeatureModule(FeatureLayout layout, long seed)
    {
        TorchRuntime.Initialize();
        _layout = layout;
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var shapes = layout.Parameters;
        Values = zeros(shapes.Sum(p => p.Count)).DetachFromDisposeScope();
        Gradients = zeros_like(Values).DetachFromDisposeScope();
        long offset = 0;
        foreach (var shape in shapes)
        {
            long[] sizes = [.. shape.Shape.Select(d => (long)d)];
            if (sizes.Length > 1)
            {
                double fanIn = sizes[1..].Aggregate(1.0, (product, side) => product * side);
                Values.narrow(0, offset, shape.Count).copy_(randn(shape.Count, generator: generator).Times(Math.Sqrt(2 / fanIn)));
            }
            var parameter = Values.narrow(0, offset, shape.Count).view(sizes).detach().requires_grad_(true);
            parameter.grad = Gradients.narrow(0, offset, shape.Count).view(sizes);
            _parameters[shape.Name] = parameter.DetachFromDisposeScope();
            offset += shape.Count;
        }
    }

    /// <summary>All parameters one after the other.</summary>
    internal Tensor Values { get; }

    /// <summary>Their gradients; backward passes add to them.</summary>
    internal Tensor Gradients { get; }

    /// <summary>Features and scores.</summary>
    /// <param name="images">Images <c>[N, C, H, W]</c>.</param>
    internal (Tensor Features, Tensor Logits) Forward(Tensor images)
    {
        var v = images;
        foreach (var (name, _) in _layout.Convolutions)
            v = F.relu(Convolution.Apply(v, _parameters[$"{name}.weight"], _parameters[$"{name}.bias"], [FeatureLayout.Stride, FeatureLayout.Stride],
                [FeatureLayout.Padding, FeatureLayout.Padding]));
        var features = F.relu(Dense(v.flatten(1), FeatureLayout.FeatureLayer));
        return (features, Dense(features, FeatureLayout.ScoreLayer));
    }

    /// <summary>The parameters as they are now.</summary>
    internal IReadOnlyList<NamedTensor> ToTensors()
    {
        float[] values = Values.data<float>().ToArray();
        var tensors = new List<NamedTensor>();
        int offset = 0;
        foreach (var shape in _layout.Parameters)
        {
            tensors.Add(new NamedTensor(shape.Name, shape.Shape, values.AsSpan(offset, (int)shape.Count).ToArray()));
            offset += (int)shape.Count;
        }
        return tensors;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in _parameters.Values) parameter.Dispose();
        Values.Dispose();
        Gradients.Dispose();
    }

    private Tensor Dense(Tensor v, string layer) => F.linear(v, _parameters[$"{layer}.weight"], _parameters[$"{layer}.bias"]);
}
