namespace Ign.MLNet.Evaluation;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1) by tables, linear in between: within 2e-5 of the formula, a two-hundredth of an 8-bit step.</summary>
internal static class SrgbCurve
{
    private const int Steps = 4096;

    private static readonly float[] s_light = Table(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4));
    private static readonly float[] s_value = Table(l => l <= 0.0031308 ? 12.92 * l : 1.055 * Math.Pow(l, 1 / 2.4) - 0.055);

    /// <summary>Linear light, 0 to 1, of a value of a file, 0 to 1; what is outside is cut.</summary>
    internal static float Light(float value) => At(s_light, value);

    /// <summary>Value of a file of linear light.</summary>
    internal static float Value(float light) => At(s_value, light);

    private static float At(float[] table, float x)
    {
        float place = Math.Clamp(x, 0, 1) * Steps;
        int left = Math.Min((int)place, Steps - 1);
        return float.Lerp(table[left], table[left + 1], place - left);
    }

    private static float[] Table(Func<double, double> curve) => [.. Enumerable.Range(0, Steps + 1).Select(i => (float)curve((double)i / Steps))];
}
