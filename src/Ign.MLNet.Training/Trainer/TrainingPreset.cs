using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Options that belong together, under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="Create">
/// Makes the options for images of a shape, with a width of the network and of its bottleneck where they are given. Throws
/// <see cref="SpecException"/> where there is no network for the shape.
/// </param>
public sealed record TrainingPreset(string Name, string Description, Func<TensorShape, int?, int?, TrainingOptions> Create);
