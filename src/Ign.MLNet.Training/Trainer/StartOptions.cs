using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>
/// A network that has learned something already, from which a training starts instead of from random weights. Made by
/// <see cref="TrainingOptions.StartingFrom"/>.
/// </summary>
public sealed record StartOptions
{
    /// <summary>A <c>weights.safetensors</c>, or a model of 32-bit floats.</summary>
    public required string File { get; init; }

    /// <summary>The hash of its weights (<see cref="WeightHash"/>): a training does not go on from others.</summary>
    public required string Hash { get; init; }

    /// <summary>Reads the weights of a file that works on values of -1 to 1; a dead zone is left behind.</summary>
    /// <exception cref="IgnFormatException">The file is damaged, or of another range.</exception>
    internal static WeightSet Read(string file)
    {
        var source = ModelSource.Load(file);
        return source.Card is { Minimum: -1, Maximum: 1 } ? DeadZone.Without(source.Weights)
            : throw new IgnFormatException(
                $"'{file}' works on values of {source.Card.Minimum} to {source.Card.Maximum}; a training starts from one of -1 to 1.");
    }

    /// <summary>The weights for the network of a training, which may be wider than that of the file.</summary>
    /// <exception cref="InvalidDataException">The file holds other weights than the hash says, or those of another network.</exception>
    internal WeightSet WeightsFor(NetworkSpec network, long seed)
    {
        var weights = Read(File);
        if (WeightHash.Of(weights) != Hash) throw new InvalidDataException($"'{File}' holds other weights than the options name by their hash.");
        var fitted = weights.Spec with { Name = network.Name, Input = network.Input };
        if (fitted.ToJson() == network.ToJson()) return new WeightSet(network, weights.InOrder);
        try
        {
            return Widening.Of(weights, network, seed);
        }
        catch (SpecException e)
        {
            throw new InvalidDataException($"'{File}' holds the weights of another network. {e.Message}", e);
        }
    }
}
