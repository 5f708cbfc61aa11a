using System.Numerics;

namespace Ign.MLNet.Imaging;

/// <summary>Luma of ITU-R BT.601, the one of JPEG.</summary>
internal static class Luma
{
    /// <summary>Luma of the three samples from <paramref name="at"/> on, in their unit.</summary>
    internal static float Of<T>(ReadOnlySpan<T> samples, int at) where T : INumber<T> =>
        (0.299f * float.CreateTruncating(samples[at])) + (0.587f * float.CreateTruncating(samples[at + 1]))
            + (0.114f * float.CreateTruncating(samples[at + 2]));
}
