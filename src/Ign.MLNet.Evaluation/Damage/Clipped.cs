namespace Ign.MLNet.Evaluation;

/// <summary>Values cut to [-1, 1].</summary>
internal static class Clipped
{
    internal static void ToRange(Span<float> values)
    {
        foreach (ref float value in values) value = Math.Clamp(value, -1, 1);
    }
}
