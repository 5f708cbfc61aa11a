using System.Globalization;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.Anomalies;
using QuickStart;

// One kind of clothes is known, the nine others are anomalies. How well do scores tell them apart? Area under the ROC curve: 1 perfect, 0.5 chance.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] kinds = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
bool full = args is ["--full"];
if (!full && args.Length > 0)
{
    await Console.Error.WriteLineAsync("Usage: Anomalies [--full]");
    return 2;
}
string folder = Shipped.Find("samples/data/fashion-mnist") ?? throw new DirectoryNotFoundException("There is no samples/data/fashion-mnist above the program.");
List<Garment> training = Garment.From(IdxFolder.ReadTraining(folder)), test = Garment.From(IdxFolder.ReadTest(folder));
int[] known = full ? [.. Enumerable.Range(0, kinds.Length)] : [0, 8], seeds = full ? [1, 2, 3] : [1];

Console.WriteLine($"| known kind | {string.Join(" | ", Detectors.All.Select(d => d.Name))} |");
Console.WriteLine($"|---|{string.Concat(Detectors.All.Select(_ => "---:|"))}");
var all = Detectors.All.Select(_ => new List<double>()).ToList();
foreach (int kind in known)
{
    var normal = training.Where(garment => garment.Kind == kind).ToList();
    var cells = new List<string>();
    foreach (var (detector, column) in Detectors.All.Zip(all))
    {
        double[] areas = [.. seeds.Select(seed => Area(detector.Score(normal, test, seed), kind))];
        column.AddRange(areas);
        cells.Add($"{areas.Average():0.000}{(areas.Max() > areas.Min() ? $" ± {Deviation(areas):0.000}" : "")}");
    }
    Console.WriteLine($"| {kinds[kind]} | {string.Join(" | ", cells)} |");
}
Console.WriteLine($"| mean | {string.Join(" | ", all.Select(column => $"{column.Average():0.000}"))} |");
return 0;

double Area(IEnumerable<double> scores, int kind)
{
    var rows = scores.Zip(test).ToLookup(row => row.Second.Kind == kind, row => row.First);
    return Auroc.Compute([.. rows[true]], [.. rows[false]]);
}

static double Deviation(double[] values) => Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1));
