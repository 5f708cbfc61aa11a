using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>One stage for each of several columns.</summary>
internal static class ProjectionPairs
{
    /// <exception cref="ArgumentException">There is no pair, a column is created twice, or is created by one pair and read by a later one.</exception>
    internal static EstimatorChain<IgnProjectionTransformer> Chain(InputOutputColumnPair[] columns, Func<InputOutputColumnPair, IgnProjectionEstimator> stage)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentException("Expected at least one pair of columns, got none.", nameof(columns));
        // ML.NET's own transforms read all columns as they were before; stages that follow one another would not.
        var created = new HashSet<string>();
        foreach (var pair in columns)
        {
            ArgumentNullException.ThrowIfNull(pair, nameof(columns));
            if (created.Contains(pair.InputColumnName))
                throw new ArgumentException($"Column '{pair.InputColumnName}' is created by one pair and read by a later one. Append a second estimator to read what the first one created, or put the pair that reads it first.", nameof(columns));
            if (!created.Add(pair.OutputColumnName)) throw new ArgumentException($"Column '{pair.OutputColumnName}' would be created twice.", nameof(columns));
        }
        var chain = new EstimatorChain<ITransformer>().Append(stage(columns[0]));
        foreach (var pair in columns.Skip(1)) chain = chain.Append(stage(pair));
        return chain;
    }
}
