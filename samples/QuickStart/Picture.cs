using Ign.MLNet;
using Ign.MLNet.Evaluation;

namespace QuickStart;

/// <summary>The picture: one row for each damage, in it a few garments as clean, noisy, f(y), f(f(y)).</summary>
internal static class Picture
{
    private const int Garments = 4;
    private const int Enlarge = 3;

    internal static void Save(string path, IgnModel model, ImageSet test, IReadOnlyList<Damage> damages, ulong seed)
    {
        using var projector = new IgnProjector(model);
        int[] chosen = [.. Enumerable.Range(0, test.Count).DistinctBy(i => test.Labels![i]).Take(Garments)];
        var images = new List<float[]>();
        foreach (var damage in damages)
            foreach (int index in chosen)
            {
                float[] clean = new float[test.Shape.Size], noisy = new float[test.Shape.Size];
                test.ToRange(index, clean);
                // The same damage as in the figures.
                damage.Draw(clean, noisy, test.Shape, SeededRandom.Mix(seed, (ulong)index));
                images.AddRange([clean, noisy, projector.Project(noisy), projector.Project(noisy, applications: 2)]);
            }
        PngGrid.Save(path, images, columns: 4 * chosen.Length, test.Shape, Enlarge, group: 4);
    }
}
