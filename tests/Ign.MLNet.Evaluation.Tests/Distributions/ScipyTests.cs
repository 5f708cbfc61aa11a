namespace Ign.MLNet.Evaluation.Tests;

/// <summary>The measures of distributions against NumPy and SciPy, where Debian's python3-scipy is installed.</summary>
[TestClass]
public sealed class ScipyTests
{
    private const string Head = """
        import sys, numpy as np
        from scipy import linalg, stats
        values = np.fromfile(sys.argv[1], dtype='<f4').astype(np.float64)
        def say(x): print(repr(float(x)))

        """;

    [TestMethod]
    [DataRow(300, 200, 12)]
    [DataRow(9, 14, 20, DisplayName = "fewer images than features")]
    [DataRow(400, 400, 96)]
    public void Frechet_distance_agrees_with_a_matrix_root_of_scipy(int count, int reference, int size)
    {
        float[] a = Rows(count, size, 1, 0.3), b = Rows(reference, size, 2, 0);
        double expected = PythonReference.Run(Head + $$"""
            a, b = values[:{{count * size}}].reshape(-1, {{size}}), values[{{count * size}}:].reshape(-1, {{size}})
            s, t = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
            root = linalg.sqrtm(s @ t).real
            say(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(s + t - 2 * root))
            """, [.. a, .. b])[0];
        var distance = FrechetDistance.Compute(a, b, size);
        // The root of a singular product is known to scipy to about the root of the machine's precision only.
        Assert.AreEqual(expected, distance.Value, 1e-5 * Math.Max(1, expected));
        Assert.AreEqual(count, distance.Count);
    }

    [TestMethod]
    public void Kernel_distance_agrees_with_all_pairs_in_numpy()
    {
        const int Count = 60, Size = 7;
        float[] a = Rows(Count, Size, 3, 0.2), b = Rows(Count, Size, 4, 0);
        double expected = PythonReference.Run(Head + $$"""
            a, b = values.reshape(2, {{Count}}, {{Size}})
            k = lambda x, y: (x @ y.T / {{Size}} + 1) ** 3
            n = {{Count}}
            inner = lambda x: (k(x, x).sum() - np.trace(k(x, x))) / (n * (n - 1))
            say(inner(a) + inner(b) - 2 * k(a, b).mean())
            """, [.. a, .. b])[0];
        var distance = KernelDistance.Compute(a, b, Size, blocks: 1);
        Assert.AreEqual(expected, distance.Value, 1e-10);
        Assert.AreEqual((null, 1), (distance.StandardError, distance.Blocks));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    public void Precision_recall_density_and_coverage_agree_with_all_pairs_in_numpy(int neighbours)
    {
        const int Count = 150, RealCount = 130, Size = 5;
        float[] fake = Rows(Count, Size, 5, 0.8), real = Rows(RealCount, Size, 6, 0);
        double[] expected = PythonReference.Run(Head + $$"""
            fake, real = values[:{{Count * Size}}].reshape(-1, {{Size}}), values[{{Count * Size}}:].reshape(-1, {{Size}})
            pairs = lambda x, y: np.sqrt(((x[:, None] - y[None]) ** 2).sum(-1))
            k = {{neighbours}}
            radius = lambda x: np.sort(pairs(x, x), axis=1)[:, k]
            d = pairs(real, fake)
            in_real, in_fake = d <= radius(real)[:, None], d <= radius(fake)[None]
            say(in_real.any(axis=0).mean()); say(in_fake.any(axis=1).mean()); say(in_real.sum(axis=0).mean() / k); say((d.min(axis=1) <= radius(real)).mean())
            """, [.. fake, .. real]);
        var coverage = ManifoldCoverage.Compute(fake, real, Size, neighbours);
        CollectionAssert.AreEqual(expected, new[] { coverage.Precision, coverage.Recall, coverage.Density, coverage.Coverage }, Comparer);
        Assert.IsTrue(expected.All(x => x is > 0.02 and < 0.98), "The example decides nothing.");
    }

    [TestMethod]
    public void Area_under_the_curve_agrees_with_ranks_of_scipy()
    {
        // Few different scores, so that many are equal.
        var random = new SeededRandom(8);
        float[] normal = [.. Enumerable.Range(0, 70).Select(_ => (float)random.Next(9))],
            anomalous = [.. Enumerable.Range(0, 50).Select(_ => (float)(random.Next(9) + random.Next(5)))];
        double expected = PythonReference.Run(Head + """
            ranks = stats.rankdata(values)[70:]
            say((ranks.sum() - 50 * 51 / 2) / (50 * 70))
            """, [.. normal, .. anomalous])[0];
        Assert.AreEqual(expected, Auroc.Compute([.. normal.Select(v => (double)v)], [.. anomalous.Select(v => (double)v)]), 1e-12);
    }

    [TestMethod]
    public void Intervals_agree_with_scipy()
    {
        int[] counts = [2, 3, 4, 10, 30, 1000];
        double[] levels = [0.9, 0.95, 0.999];
        double[] expected = PythonReference.Run(Head + """
            for level in (0.9, 0.95, 0.999):
                for n in values: say(stats.t.ppf((1 + level) / 2, n - 1) * stats.sem(np.arange(n)))
            """, [.. counts.Select(n => (float)n)]);
        double[] ours =
        [
            .. from level in levels from n in counts select Interval.Of([.. Enumerable.Range(0, n).Select(i => (double)i)], level).HalfWidth!.Value,
        ];
        // The quantile of SciPy 1.10 is right to nine digits only.
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], ours[i], 1e-8 * expected[i]);
    }

    private static readonly System.Collections.IComparer Comparer = Comparer<double>.Create((x, y) => Math.Abs(x - y) < 1e-12 ? 0 : x.CompareTo(y));

    /// <summary>Normal features that depend on each other.</summary>
    internal static float[] Rows(int count, int size, ulong seed, double shift)
    {
        var random = new SeededRandom(seed);
        var rows = new float[count * size];
        for (int i = 0; i < count; i++)
        {
            double common = random.NextGaussian();
            for (int j = 0; j < size; j++) rows[i * size + j] = (float)(shift + (0.4 * common) + ((1 + 0.3 * (j % 3)) * random.NextGaussian()));
        }
        return rows;
    }
}
