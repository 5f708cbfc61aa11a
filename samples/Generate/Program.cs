using Ign.MLNet;
using Ign.MLNet.Evaluation;
using QuickStart;

// Generates clothes from noise with the model that the repository ships, and lets a classifier count what kinds it sees.
string[] kinds = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
string picture = args.Length > 0 ? args[0] : "generated.png";
string path = args.Length > 1 ? args[1] : Shipped.Find("export/models/fashion-ign.onnx")
    ?? throw new FileNotFoundException("There is no export/models/fashion-ign.onnx above the program.");
string folder = Shipped.Find("samples/data/fashion-mnist") ?? throw new DirectoryNotFoundException("There is no samples/data/fashion-mnist above the program.");

if (!File.Exists(path))
{
    Console.Error.WriteLine($"There is no model '{path}'. Usage: Generate [picture.png [model.onnx]]");
    return 2;
}
var model = IgnModel.Load(path);
var protocol = new GenerationProtocol
{
    Training = IdxFolder.ReadTraining(folder),
    Test = IdxFolder.ReadTest(folder),
    Model = model,
    Classifier = Classifiers.Trees(out string classifier, out string? advice),
};
if (advice is not null) Console.WriteLine(advice);
var report = protocol.Run();
Console.WriteLine($"{protocol.Count:N0} images f(z), as {classifier} sees them:");
for (int c = 0; c < kinds.Length; c++) Console.WriteLine(FormattableString.Invariant($"  {kinds[c],-10} {report.Shares[c],6:P1}"));
Console.WriteLine(FormattableString.Invariant(
    $"{report.ClassesSeen} of {kinds.Length} classes, {report.ClassesAtLeastOnePercent} with at least 1 %; entropy {report.EntropyBits:F2} bits (real images {report.RealEntropyBits:F2})"));
Console.WriteLine(FormattableString.Invariant($"mean |f(f(z)) - f(z)| {report.Residual:F4}; spread over the images {report.Spread:F2} of the data's"));

const int Columns = 16, Rows = 6;
float[] z = NoiseSource.Parse(model.Card.NoiseSource, model.Card.ImageShape).SampleMany(Columns * Rows, model.Card.ImageShape, protocol.Seed);
using var projector = new UnitProjector(model);
PngGrid.Save(picture, [.. projector.Project(z).Chunk(model.Card.ImageShape.Size)], Columns, model.Card.ImageShape);
Console.WriteLine($"Wrote {Path.GetFullPath(picture)}");
return 0;
