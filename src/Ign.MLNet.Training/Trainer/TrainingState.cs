using System.Globalization;
using Ign.MLNet.Networks;
using static TorchSharp.torch;

namespace Ign.MLNet.Training;

/// <summary>What changes during a training: weights, their moving average, the optimiser, and the position. Saved and loaded exactly.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly TrainingOptions _options;

    internal TrainingState(TrainingOptions options, Device device)
    {
        _options = options;
        Network = new TorchNetwork(options.Network, device);
        Average = new TorchNetwork(options.Network, device);
        Optimizer = new Adam(Network.Values, Network.Gradients, options.Beta1, options.Beta2);
        var start = options.Ign is not null ? Initialization.Dcgan(options.Network, options.Seed) : Initialization.He(options.Network, options.Seed);
        Network.Load(start);
        Average.Load(start);
    }

    internal TorchNetwork Network { get; }

    internal TorchNetwork Average { get; }

    internal Adam Optimizer { get; }

    /// <summary>Images trained on.</summary>
    internal long Images { get; set; }

    /// <summary>
    /// Moves the average towards the weights. Early on the half-life is a share of the images seen, so that the start is forgotten.
    /// </summary>
    internal void UpdateAverage(int batch)
    {
        using var noGradient = no_grad();
        double halfLife = Math.Min(_options.AverageHalfLife, Math.Max(Images, batch) * 0.1);
        Average.Values.lerp_(Network.Values, 1 - Math.Pow(0.5, batch / halfLife));
    }

    internal void Save(string path)
    {
        using var scope = NewDisposeScope();
        Safetensors.Write(path,
            [Flat("weights", Network.Values), Flat("average", Average.Values), Flat("adam.mean", Optimizer.Mean), Flat("adam.square", Optimizer.Square)],
            new Dictionary<string, string>
            {
                ["images"] = Images.ToString(CultureInfo.InvariantCulture),
                ["steps"] = Optimizer.Steps.ToString(CultureInfo.InvariantCulture),
                ["options"] = _options.ToJson(),
            });
    }

    internal void Load(string path)
    {
        var content = Safetensors.Read(path);
        if (!content.Metadata.TryGetValue("options", out var options) || TrainingOptions.FromJson(options).ToJson() != _options.ToJson())
            throw new InvalidDataException($"'{path}' is the checkpoint of a run with other options.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        void Restore(string name, Tensor target) => target.copy_(tensor(content.Tensors.Single(t => t.Name == name).Data));
        Restore("weights", Network.Values);
        Restore("average", Average.Values);
        Restore("adam.mean", Optimizer.Mean);
        Restore("adam.square", Optimizer.Square);
        Images = long.Parse(content.Metadata["images"], CultureInfo.InvariantCulture);
        Optimizer.Steps = long.Parse(content.Metadata["steps"], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        Network.Dispose();
        Average.Dispose();
        Optimizer.Dispose();
    }

    private static NamedTensor Flat(string name, Tensor tensor) => new(name, [(int)tensor.numel()], tensor.detach().cpu().data<float>().ToArray());
}
