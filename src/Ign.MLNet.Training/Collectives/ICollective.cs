namespace Ign.MLNet.Training;

/// <summary>
/// The processes that train one network together. Each takes its part of every batch, gradients are summed over all of them, and all make the same step. The
/// first one measures, reports and writes the run folder, which all must be able to read.
/// </summary>
public interface ICollective
{
    /// <summary>This process and no other.</summary>
    static ICollective Alone => OneProcess.Instance;

    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>How many there are, at least 1.</summary>
    int Ranks { get; }

    /// <summary>Replaces values by their sums over all ranks. Every rank must call it with as many values, and gets the same bytes.</summary>
    /// <exception cref="InvalidOperationException">The others cannot be reached.</exception>
    void Sum(Span<float> values);

    /// <summary>Waits until all ranks have come here.</summary>
    /// <exception cref="InvalidOperationException">The others cannot be reached.</exception>
    void Wait() => Sum([0]);
}
