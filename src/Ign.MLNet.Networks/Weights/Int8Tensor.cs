namespace Ign.MLNet.Networks;

/// <summary>
/// A kernel in whole numbers: every slice along its first dimension has a scale of its own, so that its largest value becomes ±127. Slices below 1.5e-36 become
/// zero.
/// </summary>
/// <param name="Shape">Dimensions of the kernel.</param>
/// <param name="Numbers">-127 to 127, row-major.</param>
/// <param name="Scales">One for each slice.</param>
internal sealed record Int8Tensor(IReadOnlyList<int> Shape, sbyte[] Numbers, float[] Scales)
{
    private const int Largest = 127;
    private const float MinNormal = 1.17549435e-38f;

    /// <summary>Dimensions of the scales as a tensor that is multiplied with the kernel.</summary>
    internal int[] ScaleShape => [Scales.Length, .. Enumerable.Repeat(1, Shape.Count - 1)];

    internal static Int8Tensor Of(NamedTensor tensor)
    {
        int slices = tensor.Shape[0], size = tensor.Data.Length / slices;
        var scales = new float[slices];
        var numbers = new sbyte[tensor.Data.Length];
        for (int s = 0; s < slices; s++)
        {
            var slice = tensor.Data.AsSpan(s * size, size);
            float largest = 0;
            foreach (float value in slice) largest = Math.Max(largest, Math.Abs(value));
            // Below the normal floats a scale loses its digits, down to none: there rounding again would not give the same. Values that small are as good as
            // zero.
            bool zero = largest / Largest < MinNormal;
            scales[s] = zero ? 1 : largest / Largest;
            for (int i = 0; i < size; i++) numbers[s * size + i] = zero ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(slice[i] / scales[s]), -Largest, Largest);
        }
        return new Int8Tensor(tensor.Shape, numbers, scales);
    }

    /// <summary>The values that a runtime computes with.</summary>
    internal float[] Decode()
    {
        int size = Numbers.Length / Scales.Length;
        var values = new float[Numbers.Length];
        for (int i = 0; i < values.Length; i++) values[i] = Numbers[i] * Scales[i / size];
        return values;
    }
}
