using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>
/// Running means and variances of all <see cref="BatchNorm"/> layers of a network, once for all roles or once for each.
/// </summary>
internal sealed class BatchStatistics : IDisposable
{
    private readonly Dictionary<(string Name, int Set), Tensor> _views = [];
    private readonly List<(long Offset, long Count, long Start)> _slots = [];
    private readonly int _sets;

    internal BatchStatistics(NetworkSpec spec, BatchNormOptions options, Device? device, ScalarType type)
    {
        Momentum = options.Momentum;
        _sets = options.Separate ? Enum.GetValues<InputRole>().Length : 1;
        using var scope = NewDisposeScope();
        long offset = 0, count = 0;
        var shapes = new List<(ParameterShape Shape, long Start)>();
        foreach (var shape in spec.ParameterShapes)
        {
            if (IsStatistic(shape.Name))
            {
                shapes.Add((shape, count));
                _slots.Add((offset, shape.Count, count));
                count += shape.Count;
            }
            offset += shape.Count;
        }
        Values = zeros([_sets, count], type, device).DetachFromDisposeScope();
        for (int set = 0; set < _sets; set++)
            foreach (var (shape, start) in shapes)
            {
                var view = Values.select(0, set).narrow(0, start, shape.Count);
                if (shape.Name.EndsWith(Variance, StringComparison.Ordinal)) view.copy_(ones_like(view));
                _views[(shape.Name, set)] = view.DetachFromDisposeScope();
            }
    }

    private const string Mean = ".mean", Variance = ".variance";

    /// <summary>Share of the newest batch.</summary>
    internal double Momentum { get; set; }

    /// <summary>All of them: <c>[sets, count]</c>.</summary>
    internal Tensor Values { get; }

    /// <summary>Whether the parameter of that name is a statistic instead of something that is learned.</summary>
    internal static bool IsStatistic(string name) => name.EndsWith(Mean, StringComparison.Ordinal) || name.EndsWith(Variance, StringComparison.Ordinal);

    /// <summary>Mean and variance of the layer at <paramref name="path"/>, updated in place by a training pass.</summary>
    internal (Tensor Mean, Tensor Variance) Of(string path, InputRole role)
    {
        int set = Set(role);
        return (_views[(path + Mean, set)], _views[(path + Variance, set)]);
    }

    /// <summary>Puts the statistics of a role where a network keeps the fixed ones.</summary>
    /// <param name="values">Parameters, laid out as <see cref="TorchNetwork.Values"/>.</param>
    /// <param name="role">Which.</param>
    internal void CopyTo(Tensor values, InputRole role)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var source = Values.select(0, Set(role));
        foreach (var (offset, count, start) in _slots) values.narrow(0, offset, count).copy_(source.narrow(0, start, count));
    }

    public void Dispose()
    {
        foreach (var view in _views.Values) view.Dispose();
        Values.Dispose();
    }

    private int Set(InputRole role) => _sets == 1 ? 0 : (int)role;
}
