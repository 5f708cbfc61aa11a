namespace Ign.MLNet.Networks;

/// <summary>The trained values of a <see cref="NetworkSpec"/>: one tensor for each of its parameters, by name.</summary>
public sealed class WeightSet
{
    private readonly Dictionary<string, NamedTensor> _tensors;

    /// <summary>Checks that <paramref name="tensors"/> are exactly the parameters of <paramref name="spec"/>.</summary>
    /// <exception cref="SpecException">A parameter is missing, unknown, of another shape, or not finite.</exception>
    public WeightSet(NetworkSpec spec, IEnumerable<NamedTensor> tensors)
    {
        Spec = spec;
        _tensors = [];
        foreach (var tensor in tensors)
            if (!_tensors.TryAdd(tensor.Name, tensor)) throw new SpecException($"The weights hold '{tensor.Name}' twice.");
        foreach (var parameter in spec.ParameterShapes)
        {
            if (!_tensors.TryGetValue(parameter.Name, out var tensor)) throw new SpecException($"The weights lack '{parameter.Name}'.");
            if (!tensor.Shape.SequenceEqual(parameter.Shape) || tensor.Data.Length != parameter.Count)
                throw new SpecException(
                    $"Weight '{parameter.Name}': expected shape [{string.Join(", ", parameter.Shape)}], got [{string.Join(", ", tensor.Shape)}].");
            if (!tensor.Data.All(float.IsFinite)) throw new SpecException($"Weight '{parameter.Name}' holds NaN or infinity.");
        }
        var known = spec.ParameterShapes.Select(p => p.Name).ToHashSet();
        if (_tensors.Keys.FirstOrDefault(n => !known.Contains(n)) is { } stranger)
            throw new SpecException($"The weights hold '{stranger}', which the network does not have.");
    }

    /// <summary>The network that the weights belong to.</summary>
    public NetworkSpec Spec { get; }

    /// <summary>The tensor of that parameter.</summary>
    public NamedTensor this[string name] => _tensors[name];

    /// <summary>All tensors in the order of <see cref="NetworkSpec.ParameterShapes"/>.</summary>
    public IEnumerable<NamedTensor> InOrder => Spec.ParameterShapes.Select(p => _tensors[p.Name]);
}
