namespace Ign.MLNet.Imaging;

/// <summary>Finds the quality from 1 to 100 that a JPEG was stored with, on the scale of the Independent JPEG Group.</summary>
internal static class JpegQuality
{
    // ITU-T T.81, table K.1, in zigzag order.
    private static readonly int[] s_luma =
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    /// <summary>The quality whose table of luma is nearest to that of the file; null where the file has none.</summary>
    /// <remarks>Programs with tables of their own get the quality that quantises about as coarsely: the distance is the mean |ln| of the ratio of
    /// steps.</remarks>
    internal static int? Of(ReadOnlySpan<byte> file)
    {
        if (JpegFile.LumaTable(file) is not { } steps) return null;
        return Enumerable.Range(1, 100).MinBy(quality => Distance(steps, quality));
    }

    private static double Distance(int[] steps, int quality)
    {
        int scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        double sum = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            int step = Math.Clamp(((s_luma[i] * scale) + 50) / 100, 1, 255);
            sum += Math.Abs(Math.Log((double)Math.Max(1, steps[i]) / step));
        }
        return sum;
    }
}
