using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>Where a network's inputs off the manifold come from: noise that ignores the data, or damage done to a real image.</summary>
public abstract record SourceDistribution
{
    /// <summary>Draws one input.</summary>
    /// <param name="real">A real image in [-1, 1], CHW; read by damage, ignored by noise.</param>
    /// <param name="source">Receives the input: as many values as <paramref name="real"/>; may leave [-1, 1].</param>
    /// <param name="shape">Shape of both.</param>
    /// <param name="seed">Decides every random choice: the same seed gives the same input.</param>
    public abstract void Draw(ReadOnlySpan<float> real, Span<float> source, TensorShape shape, ulong seed);
}
