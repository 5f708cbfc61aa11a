#:project ../../src/Ign.MLNet
#:package Microsoft.ML.OnnxRuntime
#:package SkiaSharp.NativeAssets.Linux.NoDependencies
#:property PublishAot=false

using Ign.MLNet;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

// Restores one photograph: dotnet run restore.cs -- in.jpg out.png [model.onnx]
if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("Usage: dotnet run restore.cs -- in.jpg out.png [model.onnx]");
    return 2;
}
string input = Path.GetFullPath(args[0]);
string model = args.Length > 2 ? args[2] : Path.Join((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "../../export/models/photo.onnx");
if (!File.Exists(input))
{
    Console.Error.WriteLine($"There is no file '{input}'.");
    return 2;
}

try
{
    var ml = new MLContext();
    var rows = ml.Data.LoadFromEnumerable([new Photo { File = input }]);
    var pipeline = ml.Transforms.LoadImages("Image", "", nameof(Photo.File)).Append(ml.Transforms.ProjectWithIgn(IgnModel.Load(model), new IgnProjectionOptions
    {
        OutputColumn = "Restored",
        InputColumn = "Image",
        Output = ProjectionOutput.Image,
        DisplacementColumn = "Displacement",
    }));
    var result = pipeline.Fit(rows).Transform(rows);
    using var restored = result.GetColumn<MLImage>("Restored").Single();
    restored.Save(args[1]);
    Console.WriteLine($"{args[1]}: {restored.Width}x{restored.Height}, displacement {result.GetColumn<float>("Displacement").Single():0.0}");
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or IOException or IgnFormatException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

internal sealed class Photo
{
    public string File { get; set; } = "";
}
