using System.Globalization;
using System.Text.Json;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>What changes during a training: weights, their moving average, the optimiser, and the position. Saved and loaded exactly.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly TrainingOptions _options;

    /// <param name="options">What trains.</param>
    /// <param name="noise">What z is drawn from, for objectives that project noise.</param>
    /// <param name="device">Where the tensors live.</param>
    /// <param name="attempt">How often the training started again; each attempt has another initialisation.</param>
    internal TrainingState(TrainingOptions options, NoiseSource? noise, Device device, int attempt = 0)
    {
        _options = options;
        Attempt = attempt;
        Network = new TorchNetwork(options.Network, device);
        Average = new TorchNetwork(options.Network, device);
        Optimizer = new Adam(Network.Values, Network.Gradients, options.Beta1, options.Beta2);
        long seed = attempt == 0 ? options.Seed : (long)(SeededRandom.Mix((ulong)options.Seed, (ulong)attempt, 5) >> 1);
        var start = options.Start is { } given ? given.WeightsFor(options.Network, seed) : options.Objective is UnpairedOptions
            ? Initialization.Dcgan(options.Network, seed)
            : Initialization.He(options.Network, seed);
        Network.Load(start);
        Average.Load(start);
        if (options.BatchNorm is { } norm)
        {
            Network.TrainBatchNorm(norm);
            Average.TrainBatchNorm(norm); // never moved: only for passes by the statistics of the batch
        }
        if (Network.MixesImages) Finished = new TorchNetwork(options.Network, device);
        Network.Dropout = options.Dropout;
        Network.ComputeType = options.Precision == Precision.BFloat16 ? ScalarType.BFloat16 : null;
        Objective = RegularizedObjective.Of(options, noise, device);
    }

    /// <summary>The state of a run: that of its checkpoint, or where there is none, of the start.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or of another run.</exception>
    internal static TrainingState Open(TrainingOptions options, NoiseSource? noise, Device device, RunFolder run)
    {
        var state = new TrainingState(options, noise, device);
        try
        {
            if (run.HasCheckpoint) state.Load(run.CheckpointFile);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    internal IObjective Objective { get; }

    internal TorchNetwork Network { get; }

    internal TorchNetwork Average { get; }

    /// <summary>The network that a run gives: the average, and where batch normalisation trained, with statistics that are measured for it.</summary>
    internal TorchNetwork Finished { get => field ?? Average; private init; }

    internal Adam Optimizer { get; }

    /// <summary>How often the training started again with another initialisation.</summary>
    internal int Attempt { get; private set; }

    /// <summary>What <see cref="TrainingWatch.BestFit"/> was.</summary>
    internal double BestFit { get; set; } = double.PositiveInfinity;

    /// <summary>Losses since the last report.</summary>
    internal LossAverage Losses { get; private set; } = new();

    /// <summary>Images trained on.</summary>
    internal long Images { get; set; }

    /// <summary>
    /// Moves the average towards the weights. Early on the half-life is a share of the images seen, so that the start is forgotten.
    /// </summary>
    internal void UpdateAverage(int batch)
    {
        using var noGradient = no_grad();
        if (_options.AverageHalfLife == 0)
        {
            Average.Values.copy_(Network.Values);
            return;
        }
        double halfLife = Math.Min(_options.AverageHalfLife, Math.Max(Images, batch) * 0.1);
        Average.Values.MoveTo(Network.Values, 1 - Math.Pow(0.5, batch / halfLife));
    }

    /// <summary>Brings <see cref="Finished"/> up to date.</summary>
    /// <param name="batches">Real and source images, for the statistics of batch normalisation.</param>
    internal void Finish(IEnumerable<(Tensor Real, Tensor Source)> batches)
    {
        if (ReferenceEquals(Finished, Average)) return;
        using (no_grad()) Finished.Values.copy_(Average.Values);
        BatchNormCalibration.Apply(Finished, Network.Statistics!, _options.BatchNorm!, batches);
    }

    internal void Save(string path)
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(path,
            [.. Tensors().Select(t => Flat(t.Key, t.Value))],
            new Dictionary<string, string>
            {
                ["best_fit"] = BestFit.ToString("R", CultureInfo.InvariantCulture),
                ["losses"] = Losses.ToJson(),
                ["objective"] = Objective.Memory,
                ["images"] = Images.ToString(CultureInfo.InvariantCulture),
                ["attempt"] = Attempt.ToString(CultureInfo.InvariantCulture),
                ["steps"] = Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
                ["options"] = _options.ToJson(),
            });
    }

    internal void Load(string path)
    {
        try
        {
            Take(Safetensors.Read(path), path);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or JsonException
            or System.Runtime.InteropServices.ExternalException)
        {
            throw new InvalidDataException($"'{path}' is not the checkpoint of this run, or is damaged: {e.Message.Split('\n')[0]}", e);
        }
    }

    private void Take(SafetensorsContent content, string path)
    {
        if (!content.Metadata.TryGetValue("options", out var options) || TrainingOptions.FromJson(options).ToJson() != _options.ToJson())
            throw new InvalidDataException($"'{path}' is the checkpoint of a run with other options.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, target) in Tensors()) target.copy_(tensor(content.Tensors.Single(t => t.Name == name).Data).view(target.shape));
        Images = long.Parse(content.Metadata["images"], CultureInfo.InvariantCulture);
        if (Images < 0 || Images > _options.Images) throw new InvalidDataException($"'{path}' is the checkpoint of a longer run.");
        BestFit = double.Parse(content.Metadata["best_fit"], CultureInfo.InvariantCulture);
        Losses = LossAverage.FromJson(content.Metadata["losses"]);
        Objective.Memory = content.Metadata["objective"];
        Attempt = int.Parse(content.Metadata["attempt"], CultureInfo.InvariantCulture);
        Optimizer.Steps = long.Parse(content.Metadata["steps"], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Network.Dispose();
        if (!ReferenceEquals(Finished, Average)) Finished.Dispose();
        Average.Dispose();
        Optimizer.Dispose();
        (Objective as IDisposable)?.Dispose();
    }

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["weights"] = Network.Values,
            ["average"] = Average.Values,
            ["adam.mean"] = Optimizer.Mean,
            ["adam.square"] = Optimizer.Square,
        };
        if (Network.Statistics is { } statistics) tensors["batch_norm"] = statistics.Values;
        foreach (var (name, value) in Objective.Tensors) tensors["objective." + name] = value;
        return tensors;
    }

    private static NamedTensor Flat(string name, Tensor tensor) => new(name, [(int)tensor.numel()], tensor.detach().cpu().data<float>().ToArray());
}
