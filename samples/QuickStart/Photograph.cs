using System.Diagnostics;
using System.Globalization;
using Ign.MLNet;
using Ign.MLNet.Evaluation;
using Ign.MLNet.Networks;
using Ign.MLNet.Samples.Photos;
using Microsoft.ML.Data;
using Spectre.Console;

namespace QuickStart;

/// <summary>One photograph with noise of 25 levels, restored by the shipped model for photographs of any size.</summary>
internal static class Photograph
{
    private const int Sigma = 25;

    /// <summary>Prints what restoring brought, and writes the photograph as clean, noisy, f(y), f(f(y)).</summary>
    /// <returns>The file.</returns>
    internal static string Show(IAnsiConsole console, string picture)
    {
        string file = Shipped.Find("samples/data/photos/windows.jpg")
            ?? throw new FileNotFoundException("There is no samples/data/photos above the program.");
        string model = Shipped.Find("export/models/photo.onnx") ?? throw new FileNotFoundException("There is no export/models/photo.onnx above the program.");
        using var image = MLImage.CreateFromFile(file);
        using var noise = Pixels.Noisy(image, Sigma);
        using var projector = new IgnProjector(IgnModel.Load(model));
        var shape = new TensorShape(3, image.Height, image.Width);
        float[] clean = Pixels.Values(image), noisy = Pixels.Values(noise), once = new float[shape.Size], twice = new float[shape.Size];
        var watch = Stopwatch.StartNew();
        projector.Project(noisy, once, shape);
        double seconds = watch.Elapsed.TotalSeconds;
        projector.Project(once, twice, shape);
        int changed = once.Zip(twice).Count(pair => PixelRange.ToByte(pair.First) != PixelRange.ToByte(pair.Second));
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A photograph of {image.Width}x{image.Height} with noise of {Sigma} levels: {Psnr.Compute(noisy, clean):0.0} dB, restored {Psnr.Compute(once, clean):0.0} dB, in {seconds:0.00} s; a second application changes {(double)changed / shape.Size:P2} of its values. Its picture: clean, noisy, f(y), f(f(y))."));
        string path = Path.Join(Path.GetDirectoryName(picture), Path.GetFileNameWithoutExtension(picture) + "-photo.png");
        PngGrid.Save(path, [clean, noisy, once, twice], columns: 4, shape, enlarge: 1, group: 4);
        return path;
    }
}
