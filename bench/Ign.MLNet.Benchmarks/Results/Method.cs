using Ign.MLNet.Training;

namespace Ign.MLNet.Benchmarks;

/// <summary>One way of training, as a row of the table.</summary>
/// <param name="Name">Short name: that of its run folders, and on the command line.</param>
/// <param name="Title">For readers.</param>
/// <param name="About">What it is, in one or two sentences.</param>
/// <param name="Options">The training, but for its length, seed and threads.</param>
internal sealed record Method(string Name, string Title, string About, TrainingOptions Options);
