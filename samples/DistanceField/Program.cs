using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.DistanceField;

// Trains the same small network in three ways and compares |y − f(y)| with the distance of y to the data, which it would be if f were the
// projection onto the data. --quick takes one seed and a fifth of the steps.
bool quick = args.Contains("--quick");
string output = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "distance-field.png";
int steps = quick ? 120 : 600;
int[] seeds = quick ? [1] : [1, 2, 3];
var methods = new (Method Method, string Name)[] { (Method.Ign, "IGN"), (Method.Naign, "NAIGN"), (Method.Denoiser, "denoiser") };

var shown = new List<(string Title, Func<float[], float[]>? F)> { ("distance to the data", null) };
var planes = new List<Plane>();
Console.WriteLine($"{"f",-16} {"Spearman",-15} {"slope",-15} {"AUROC",-15} {"f(y) to data",-15} {"|f(x)-x|",-15} {"f(z) to data",-15} f(z) in the blob");
var first = Manifold.Draw(Manifold.Count, (ulong)seeds[0]);
Row("constant (mean)", [.. seeds.Select(seed =>
{
    var data = Manifold.Draw(Manifold.Count, (ulong)seed);
    float x = data.Points.Where((_, i) => i % 2 == 0).Average(), y = data.Points.Where((_, i) => i % 2 == 1).Average();
    return Figures.Of(points => [.. points.Select((_, i) => i % 2 == 0 ? x : y)], data);
})]);
foreach (var (method, name) in methods)
{
    var figures = new List<Figures>();
    foreach (int seed in seeds)
    {
        var data = Manifold.Draw(Manifold.Count, (ulong)seed);
        var plane = new Plane(method, data, steps, seed);
        planes.Add(plane);
        figures.Add(Figures.Of(plane.Project, data));
        if (seed == seeds[0]) shown.Add(($"{name}: |y - f(y)|", plane.Project));
    }
    Row(name, figures);
}
Plot.Save(output, first, shown);
Console.WriteLine($"Wrote {Path.GetFullPath(output)}");
foreach (var plane in planes) plane.Dispose();

void Row(string name, IReadOnlyList<Figures> figures)
{
    string Cell(Func<Figures, double> of)
    {
        var interval = Interval.Of([.. figures.Select(of)]);
        return interval.HalfWidth is { } half
            ? FormattableString.Invariant($"{interval.Mean:F3} ± {half:F3}")
            : FormattableString.Invariant($"{interval.Mean:F3}");
    }
    Console.WriteLine($"{name,-16} {Cell(f => f.Spearman),-15} {Cell(f => f.Slope),-15} {Cell(f => f.Auroc),-15} {Cell(f => f.Landing),-15} {Cell(f => f.DataResidual),-15} {Cell(f => f.GeneratedDistance),-15} {Cell(f => f.Blob)}");
}
