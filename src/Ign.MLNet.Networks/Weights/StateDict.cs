using System.Text.RegularExpressions;

namespace Ign.MLNet.Networks;

/// <summary>
/// Fits the tensors of a PyTorch state dict to a network: their names are whatever the classes over there were called, but each module's tensors
/// share a prefix, and their shapes and names say which layer of the network each one is.
/// </summary>
public static partial class StateDict
{
    private static readonly Dictionary<string, string> s_roles = new(StringComparer.Ordinal)
    {
        ["weight"] = "weight",
        ["bias"] = "bias",
        ["running_mean"] = "mean",
        ["running_var"] = "variance",
        ["mean"] = "mean",
        ["variance"] = "variance",
    };

    /// <summary>The weights of <paramref name="spec"/> from tensors with other names.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="tensors">Tensors as a state dict names them: <c>module.weight</c>, <c>module.bias</c>, <c>module.running_mean</c>, …</param>
    /// <param name="order">Modules in the order of the network; null for <see cref="OrderOf(NetworkSpec, IEnumerable{NamedTensor})"/>.</param>
    /// <exception cref="IgnFormatException">The modules are not those of the network; the message names the first one that does not fit.</exception>
    public static WeightSet Fit(NetworkSpec spec, IEnumerable<NamedTensor> tensors, IReadOnlyList<string>? order = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(tensors);
        var theirs = Modules(tensors);
        var places = Places(spec);
        IReadOnlyList<string> names = order ?? OrderOf(places, theirs);
        if (names.FirstOrDefault(n => !theirs.ContainsKey(n)) is { } missing)
            throw new IgnFormatException($"The weights hold no module '{Printable.Of(missing)}'.");
        if (names.Count != places.Count)
            throw new IgnFormatException($"The weights hold {names.Count} modules with parameters, the network has {places.Count} layers with parameters.");
        var fitted = new List<NamedTensor>();
        for (int i = 0; i < places.Count; i++)
        {
            fitted.AddRange(places[i].Select(place => Fit(place, names[i], theirs[names[i]])));
            if (theirs[names[i]].Count > places[i].Count())
                throw new IgnFormatException($"Module '{Printable.Of(names[i])}' holds {string.Join(", ", theirs[names[i]].Keys)}, layer '{places[i].Key}' of the network has {string.Join(", ", places[i].Select(p => Split(p.Name).Role))} only.");
        }
        try
        {
            return new WeightSet(spec, fitted);
        }
        catch (SpecException e)
        {
            throw new IgnFormatException(Printable.Of(e), e);
        }
    }

    /// <summary>
    /// The modules of a state dict in the order of the network. The shapes of its tensors say which layers a module fits; modules of equal shapes go by
    /// their names: numbers by value, an encoder before a decoder, the first before the rest, and the last behind it.
    /// </summary>
    /// <param name="spec">The network.</param>
    /// <param name="tensors">Tensors as a state dict names them.</param>
    /// <returns>All modules. Where they are not those of the network, they go by their names alone.</returns>
    /// <exception cref="IgnFormatException">A tensor is of a kind that no network here has.</exception>
    public static IReadOnlyList<string> OrderOf(NetworkSpec spec, IEnumerable<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(tensors);
        return OrderOf(Places(spec), Modules(tensors));
    }

    private static List<string> OrderOf(List<IGrouping<string, ParameterShape>> places, Dictionary<string, Dictionary<string, NamedTensor>> modules)
    {
        var byName = modules.Keys.Order(Comparer<string>.Create(Compare)).ToList();
        var alike = byName.GroupBy(name => Shapes(modules[name].Select(t => (t.Key, t.Value.Shape)))).ToDictionary(g => g.Key, g => new Queue<string>(g));
        var order = new List<string>();
        foreach (var place in places)
        {
            if (!alike.TryGetValue(Shapes(place.Select(p => (Split(p.Name).Role, p.Shape))), out var fitting) || !fitting.TryDequeue(out string? name))
                return byName;
            order.Add(name);
        }
        return order.Count == byName.Count ? order : byName;
    }

    private static List<IGrouping<string, ParameterShape>> Places(NetworkSpec spec) => [.. spec.ParameterShapes.GroupBy(p => Split(p.Name).Module)];

    /// <summary>Equal for a module and a layer that it fits. A fully connected layer is a convolution with a kernel of one pixel.</summary>
    private static string Shapes(IEnumerable<(string Role, IReadOnlyList<int> Shape)> parameters) => string.Join(' ', parameters
        .OrderBy(p => p.Role, StringComparer.Ordinal)
        .Select(p => $"{p.Role}:{string.Join('x', p.Shape is [var o, var i, 1, 1] ? [o, i] : p.Shape)}"));

    private static NamedTensor Fit(ParameterShape place, string module, Dictionary<string, NamedTensor> tensors)
    {
        var (layer, role) = Split(place.Name);
        if (!tensors.TryGetValue(role, out var tensor))
            throw new IgnFormatException($"Module '{Printable.Of(module)}' has no {role}, which layer '{layer}' of the network needs: the networks differ, or the modules are in another order.");
        // A fully connected layer is a convolution with a kernel of one pixel.
        bool linear = tensor.Shape.Count == 2 && place.Shape is [_, _, 1, 1];
        if (!(linear ? [.. tensor.Shape, 1, 1] : tensor.Shape).SequenceEqual(place.Shape))
            throw new IgnFormatException($"The {role} of module '{Printable.Of(module)}' has shape [{string.Join(", ", tensor.Shape)}], layer '{layer}' of the network expects [{string.Join(", ", place.Shape)}].");
        return new NamedTensor(place.Name, place.Shape, tensor.Data);
    }

    private static Dictionary<string, Dictionary<string, NamedTensor>> Modules(IEnumerable<NamedTensor> tensors)
    {
        var modules = new Dictionary<string, Dictionary<string, NamedTensor>>(StringComparer.Ordinal);
        foreach (var tensor in tensors)
        {
            var (module, name) = Split(tensor.Name);
            if (name == "num_batches_tracked") continue;
            if (!s_roles.TryGetValue(name, out string? role))
                throw new IgnFormatException($"Tensor '{Printable.Of(tensor.Name)}' is not a weight, bias, running_mean or running_var.");
            if (!modules.TryGetValue(module, out var members)) modules[module] = members = new(StringComparer.Ordinal);
            if (!members.TryAdd(role, tensor)) throw new IgnFormatException($"Module '{Printable.Of(module)}' holds its {role} twice.");
        }
        return modules;
    }

    private static (string Module, string Role) Split(string name) => name.LastIndexOf('.') is >= 0 and var dot ? (name[..dot], name[(dot + 1)..]) : ("", name);

    /// <summary>
    /// Compares names part by part: numbers by value, an encoder before a decoder, first before all and last behind all, all else by its letters.
    /// </summary>
    private static int Compare(string a, string b)
    {
        string[] left = [.. Parts().Matches(a).Select(m => m.Value)], right = [.. Parts().Matches(b).Select(m => m.Value)];
        foreach (var (one, other) in left.Zip(right))
        {
            int order = long.TryParse(one, out long x) && long.TryParse(other, out long y) ? x.CompareTo(y) : Side(one).CompareTo(Side(other));
            if (order == 0) order = string.CompareOrdinal(one, other);
            if (order != 0) return order;
        }
        return left.Length.CompareTo(right.Length);
    }

    private static int Side(string part) =>
        First().IsMatch(part) ? 0 : Encoder().IsMatch(part) ? 1 : Decoder().IsMatch(part) ? 3 : Last().IsMatch(part) ? 4 : 2;

    [GeneratedRegex(@"\d{1,18}|[^\d.]+")]
    private static partial Regex Parts();

    [GeneratedRegex("^(first|stem|in(c|put)?(_|$)|conv_?in)", RegexOptions.IgnoreCase)]
    private static partial Regex First();

    [GeneratedRegex("^(enc|disc|down)", RegexOptions.IgnoreCase)]
    private static partial Regex Encoder();

    [GeneratedRegex("^(dec|gen|up)", RegexOptions.IgnoreCase)]
    private static partial Regex Decoder();

    [GeneratedRegex("^(last|final|out(c|put)?(_|$)|(conv|to)_?(out|rgb))", RegexOptions.IgnoreCase)]
    private static partial Regex Last();
}
