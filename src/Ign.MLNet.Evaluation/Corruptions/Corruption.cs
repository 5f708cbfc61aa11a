using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// One kind of damage at one severity, defined once for training and for measuring. Images are CHW in [-1, 1], where -1 is black.
/// </summary>
public abstract record Corruption : SourceDistribution
{
    /// <summary>Name with the severity, for tables and JSON, for example <c>gaussian-0.5</c>.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public sealed override void Draw(ReadOnlySpan<float> real, Span<float> source, TensorShape shape, ulong seed)
    {
        if (real.Length != shape.Size || source.Length != shape.Size)
            throw new ArgumentException($"Expected {shape.Size} values for shape {shape}, got {real.Length} and room for {source.Length}.");
        Apply(real, source, shape, new SeededRandom(seed));
    }

    /// <summary>Writes the damaged image.</summary>
    protected abstract void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape, SeededRandom random);
}
