using Ign.MLNet.Samples.TwoModes;

// Trains the toy for several weights of the tightness term and shows what the paper's theorem is about: with the weight near 1 the
// generated numbers should follow the data's distribution, below it only their support.
string output = args.Length > 0 ? args[0] : "two-modes.png";
var toys = new List<(double Tightness, Toy Toy)>();
Console.WriteLine("tightness  left 70%  right 30%  W1      |f(x)-x|  |f(f(z))-f(z)|");
foreach (double tightness in new[] { 0.1, 0.5, 0.9, 1.0 })
{
    var toy = new Toy(tightness);
    toys.Add((tightness, toy));
    var figures = Figures.Of(toy);
    Console.WriteLine(FormattableString.Invariant(
        $"{tightness,9}  {figures.Left,8:P0}  {figures.Right,9:P0}  {figures.Wasserstein:F4}  {figures.DataResidual:F4}    {figures.NoiseResidual:F4}"));
}
Plot.Save(output, toys);
Console.WriteLine($"Wrote {Path.GetFullPath(output)}");
foreach (var (_, toy) in toys) toy.Dispose();
