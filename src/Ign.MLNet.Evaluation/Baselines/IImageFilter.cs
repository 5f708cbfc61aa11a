using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>A classical restoration of one image, to compare a projection with. Implementations keep no state between calls.</summary>
public interface IImageFilter
{
    /// <summary>Short name with the parameters, for example <c>median3</c>.</summary>
    string Name { get; }

    /// <summary>Restores one image. Safe to call from several threads.</summary>
    /// <param name="image">Damaged image, CHW; values around [-1,1].</param>
    /// <param name="result">Receives as many values; must not overlap <paramref name="image"/>.</param>
    /// <param name="shape">Shape of both.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    void Apply(ReadOnlySpan<float> image, Span<float> result, TensorShape shape);
}
