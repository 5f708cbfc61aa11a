using Ign.MLNet.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>An objective plus regularisers: L + Σ weight(t)·R. A regulariser without weight at its time costs nothing.</summary>
internal sealed class RegularizedObjective(IObjective objective, IReadOnlyList<RegularizerOptions> regularizers) : IObjective, IDisposable
{
    private readonly (RegularizerOptions Options, IRegularizer Term)[] _terms = [.. regularizers.Select(r => (r, Create(r)))];

    /// <summary>The objective of a training, with its regularisers where it has some.</summary>
    internal static IObjective Of(TrainingOptions options, NoiseSource? noise, Device device)
    {
        var objective = options.Objective.Make(options, noise, device);
        if (options.Objective is UnpairedOptions { SettlingShare: > 0 } settling)
            objective = new SettlingObjective(settling, objective, options.Network, device);
        return options.Regularizers.Count > 0 ? new RegularizedObjective(objective, options.Regularizers) : objective;
    }

    public IReadOnlyDictionary<string, Tensor> Tensors => objective.Tensors;

    public string Memory { get => objective.Memory; set => objective.Memory = value; }

    public Losses Step(TorchNetwork network, TrainingBatch batch)
    {
        var losses = objective.Step(network, batch);
        double sum = 0;
        foreach (var (options, term) in _terms)
        {
            double weight = options.WeightAt(batch.Progress);
            if (weight == 0) continue;
            using var scope = NewDisposeScope();
            var loss = term.Loss(network, batch).Times(weight);
            loss.backward();
            sum += loss.ToDouble();
        }
        return losses with { Regularization = sum };
    }

    public void Dispose() => (objective as IDisposable)?.Dispose();

    private static IRegularizer Create(RegularizerOptions options) => options.Kind switch
    {
        RegularizerKind.JensenVicary => new JensenVicary(),
        RegularizerKind.BatchDeviation => new BatchDeviation(),
        _ => throw new NotSupportedException($"No regulariser {options.Kind}."),
    };
}
