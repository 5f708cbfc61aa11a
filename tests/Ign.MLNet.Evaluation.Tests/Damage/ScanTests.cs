using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>What happens to prints: scratches and fading.</summary>
[TestClass]
public sealed class ScanTests
{
    private static readonly TensorShape s_shape = new(3, 40, 50);

    [TestMethod]
    [DataRow(1f)]
    [DataRow(3f)]
    public void A_scratch_is_a_straight_line_of_its_width_in_all_channels(float width)
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var hit = Draw(new Scratches(1, width), new float[s_shape.Size], seed);
            for (int i = 0; i < 2000; i++) Assert.IsTrue(hit[i] is <= 0 and >= -1 && hit[i] == hit[i + 2000] && hit[i] == hit[i + 4000]);
            // The ink along a row or a column, whichever the line crosses, is its width over the cosine.
            double[] rows = [.. Enumerable.Range(0, 40).Select(y => -(double)hit.AsSpan(y * 50, 50).ToArray().Sum())];
            double[] columns = [.. Enumerable.Range(0, 50).Select(x => -(double)Enumerable.Range(0, 40).Sum(y => hit[y * 50 + x]))];
            double across = Math.Min(rows.Max(), columns.Max());
            Assert.IsTrue(across > 0.5 * width && across < 1.7 * width + 0.5, $"seed {seed}: {across}");
        }
        Assert.IsTrue(Draw(new Scratches(20, width, Light: true), new float[s_shape.Size], 1).All(v => v is >= 0 and <= 1));
        Assert.AreEqual(0, Draw(new Scratches(0, width), new float[s_shape.Size], 1).Count(v => v != 0));
    }

    [TestMethod]
    public void Fading_lifts_black_and_takes_contrast()
    {
        float[] faded = Draw(new Fade(0.5f, 0.2f), [.. Enumerable.Range(0, s_shape.Size).Select(i => i % 2 == 0 ? -1f : 1f)], 1);
        Assert.AreEqual(2 * 0.2f - 1, faded[0], 1e-6f);
        Assert.AreEqual(2 * (0.2f + 0.5f * 0.8f) - 1, faded[1], 1e-6f);
    }

    private static float[] Draw(Damage damage, float[] image, ulong seed)
    {
        var result = new float[image.Length];
        damage.Draw(image, result, s_shape, seed);
        return result;
    }
}
