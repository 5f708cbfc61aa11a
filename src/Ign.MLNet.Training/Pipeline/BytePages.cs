using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Training;

/// <summary>Images of 8-bit pixels.</summary>
internal sealed class BytePages(TensorShape shape) : ImagePages<byte>(shape)
{
    protected override void Convert(ReadOnlySpan<byte> stored, Span<float> image) => PixelRange.ToUnit(stored, image);
}
