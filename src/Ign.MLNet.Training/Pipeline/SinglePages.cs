using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Images of floats in [-1, 1].</summary>
internal sealed class SinglePages(TensorShape shape) : ImagePages<float>(shape)
{
    protected override void Convert(ReadOnlySpan<float> stored, Span<float> image) => stored.CopyTo(image);
}
