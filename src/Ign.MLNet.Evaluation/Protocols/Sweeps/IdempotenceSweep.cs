using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation;

/// <summary>
/// How still a second application leaves the first, |f(f(y)) - f(y)|, on images of several kinds, and how well the first step |f(y) - y| tells
/// clean images from the others.
/// </summary>
internal sealed class IdempotenceSweep(UnitProjector projector)
{
    private const string Residual = "residual", Displacement = "displacement", Area = "auroc";

    private readonly SeedFigures _figures = new();
    private double[] _clean = [];

    internal IReadOnlyList<IdempotenceRow> Rows => [.. _figures.Rows.Select(row =>
        new IdempotenceRow(row, _figures.Required(row, Residual), _figures.Required(row, Displacement), _figures[row, Area]))];

    /// <summary>Measures clean images, with whose displacements those that follow are compared.</summary>
    internal void Clean(float[] images) => _clean = Measure("clean", images);

    /// <summary>Measures other images.</summary>
    internal void Other(string name, float[] images) => _figures.Add(name, Area, Auroc.Compute(_clean, Measure(name, images)));

    /// <summary>Images that are none of the set's kind, made from it: noise, and the set's own images as nobody saw them.</summary>
    internal static IEnumerable<(string Name, float[] Images)> Foreigners(ImageSet set, ulong seed)
    {
        var random = new SeededRandom(SeededRandom.Mix(seed, 77));
        float[] images = set.ToRange(), noise = new float[images.Length];
        for (int i = 0; i < noise.Length; i++) noise[i] = random.Next(-1, 1);
        yield return ("uniform noise", noise);
        yield return ("inverted", Array.ConvertAll(images, v => -v));
        bool square = set.Shape.Height == set.Shape.Width;
        yield return (square ? "turned by 90°" : "turned by 180°", Turned(images, set.Shape, square));
    }

    private double[] Measure(string name, float[] images)
    {
        int size = projector.Shape.Size;
        float[] once = projector.Project(images), twice = projector.Project(once);
        _figures.Add(name, Residual, MeanAbsolute.Compute(twice, once));
        _figures.Add(name, Displacement, MeanAbsolute.Compute(once, images));
        return [.. Enumerable.Range(0, images.Length / size)
            .Select(i => (double)IgnProjector.Displacement(images.AsSpan(i * size, size), once.AsSpan(i * size, size)))];
    }

    private static float[] Turned(float[] images, TensorShape shape, bool quarter)
    {
        var turned = new float[images.Length];
        int plane = shape.Height * shape.Width, side = shape.Width;
        for (int i = 0; i < images.Length; i++)
        {
            int at = i % plane, from = quarter ? (side - 1 - at % side) * side + at / side : plane - 1 - at;
            turned[i] = images[i - at + from];
        }
        return turned;
    }
}
