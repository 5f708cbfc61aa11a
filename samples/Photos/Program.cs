using System.Globalization;
using Ign.MLNet;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Samples.Photos;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart;

// Restores photographs in a pipeline of ML.NET, and lets a classifier that knows clean photographs only say what that is worth.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.Length > 0 ? args[0] : Shipped.Find("samples/data/photos")
    ?? throw new DirectoryNotFoundException("There is no samples/data/photos above the program.");
string output = args.Length > 1 ? args[1] : "photos-restored";
string path = Shipped.Find("export/models/photo.onnx") ?? throw new FileNotFoundException("There is no export/models/photo.onnx above the program.");
string[] files = [.. Directory.GetFiles(folder, "*.jpg").Order(StringComparer.Ordinal)];
if (files.Length == 0)
{
    Console.Error.WriteLine($"There are no .jpg files in '{folder}'. Usage: Photos [folder [output]]");
    return 2;
}

// 1. Noise, and the stage that takes it away again: photographs of any size, row by row.
Directory.CreateDirectory(output);
foreach (string file in files)
    Pixels.Noisy(MLImage.CreateFromFile(file), sigma: 25).Save(Path.Join(output, $"{Path.GetFileNameWithoutExtension(file)}-noisy.png"));

var ml = new MLContext(seed: 1);
var model = IgnModel.Load(path);
var restore = ml.Transforms.ProjectWithIgn(model,
    new IgnProjectionOptions { OutputColumn = "Restored", InputColumn = "Image", Output = ProjectionOutput.Image });
var rows = ml.Data.LoadFromEnumerable(files.Select(file => new Row { Name = $"{Path.GetFileNameWithoutExtension(file)}-noisy.png" }));
var restored = ml.Transforms.LoadImages("Image", output, nameof(Row.Name)).Append(restore).Fit(rows).Transform(rows);
var crops = new List<float[]>();
foreach (var (file, image) in files.Zip(restored.GetColumn<MLImage>("Restored")))
{
    string name = Path.GetFileNameWithoutExtension(file);
    image.Save(Path.Join(output, $"{name}-restored.png"));
    float[] clean = Pixels.Values(MLImage.CreateFromFile(file)), noisy = Pixels.Values(MLImage.CreateFromFile(Path.Join(output, $"{name}-noisy.png")));
    foreach (float[] shown in (float[][])[noisy, Pixels.Values(image), clean]) crops.Add(Pixels.Crop(shown, image.Width, image.Height));
    Console.WriteLine($"{name,-35} PSNR {Psnr.Compute(noisy, clean):0.00} dB noisy, {Psnr.Compute(Pixels.Values(image), clean):0.00} dB restored");
}
PngGrid.Save(Path.Join(output, "comparison.png"), crops, 6, Pixels.CropShape, enlarge: 1);
Console.WriteLine($"Wrote {Path.GetFullPath(output)}");

// 2. A classifier that was trained on clean pieces says which photograph a piece is from. How often does it say the same of the piece with noise?
var recognition = Recognition.Train(ml, files);
Console.WriteLine();
Console.WriteLine($"{recognition.Pieces} pieces of {Piece.Side}x{Piece.Side} pixels: "
    + $"share with the answer that {recognition.Classifier} gives for the clean piece");
Console.WriteLine("noise         noisy   median 3x3   restored");
foreach (int sigma in (int[])[15, 25, 50])
{
    var (noisy, median, projected) = recognition.Agreement(restore, sigma);
    Console.WriteLine($"sigma {sigma}   {noisy,8:P1}   {median,10:P1}   {projected,8:P1}");
}
return 0;
