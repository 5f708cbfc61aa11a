using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.TwoModes;

// Trains the toy for several weights of the tightness term and shows what the paper's theorem is about: with the weight near 1 the
// generated numbers should follow the data's distribution, below it only their support. --quick takes one seed and fewer
// steps, --one-seed the first seed only: the same picture, without intervals.
bool quick = args.Contains("--quick");
string output = args.FirstOrDefault(a => !a.StartsWith('-')) ?? "two-modes.png";
int[] seeds = quick || args.Contains("--one-seed") ? [1] : [1, 2, 3];
var toys = new List<(double Tightness, Toy Toy)>();
Console.WriteLine(
    $"{"tightness",-10} {"mass error",-15} {"W1",-15} {"outside",-15} {"|f(x)-x|",-15} {"|f(f(z))-f(z)|",-15} {"low",-15} {"between",-15} {"high",-15} AUROC");
foreach (double tightness in new[] { 0.1, 0.5, 0.9, 1.0 })
{
    var figures = new List<Figures>();
    foreach (int seed in seeds)
    {
        var toy = new Toy(tightness, quick ? 300 : 1000, seed);
        figures.Add(Figures.Of(toy));
        // The picture shows the first seed, whatever it looks like.
        if (seed == seeds[0]) toys.Add((tightness, toy));
        else toy.Dispose();
    }
    string Cell(Func<Figures, double> of) => Text([.. figures.Select(of)]);
    Console.WriteLine(FormattableString.Invariant($"{tightness,-10} {Cell(f => f.MassError),-15} {Cell(f => f.Wasserstein),-15} {Cell(f => f.Outside),-15} {Cell(f => f.DataResidual),-15} {Cell(f => f.NoiseResidual),-15} {Cell(f => f.Low),-15} {Cell(f => f.Between),-15} {Cell(f => f.High),-15} {Cell(f => f.SupportAuroc)}"));
    Console.WriteLine($"           W1 of each seed: {string.Join(", ", figures.Select(f => FormattableString.Invariant($"{f.Wasserstein:F3}")))}");
}
Console.WriteLine($"W1 of other data to the data: {Text([.. seeds.Select(s => Figures.Distance(Toy.DrawData(s), Toy.DrawData(s + 100)))])}");
Plot.Save(output, toys);
Console.WriteLine($"Wrote {Path.GetFullPath(output)}");
foreach (var (_, toy) in toys) toy.Dispose();

static string Text(double[] values)
{
    var interval = Interval.Of(values);
    return interval.HalfWidth is { } half ? FormattableString.Invariant($"{interval.Mean:F3} ± {half:F3}") : FormattableString.Invariant($"{interval.Mean:F3}");
}
